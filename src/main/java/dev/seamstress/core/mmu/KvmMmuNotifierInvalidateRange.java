package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.ActiveNotifiers;
import dev.seamstress.core.vm.HostPages;

/**
 * What KVM does when the host is about to change its own mapping of guest memory, and when it has. Returns 0.
 *
 * <p>From the return of the start to the end nobody maps a page of the range into the guest: what was mapped is gone,
 * and whoever found a page before is refused. Only the shared alias is concerned, as userspace maps no private memory.
 * The memslots stay as the start has found them until the end is over.
 *
 * <p>Source: kvm_mmu_notifier_invalidate_range_start(), kvm_mmu_notifier_invalidate_range_end(). Simplified:
 * mn_active_invalidate_count is left out where nobody changes memslots, as only that waits for it.
 */
public final class KvmMmuNotifierInvalidateRange extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_notifier_invalidate_range");
    private static final Step[] STEPS = At.values();
    private static final Half[] HALVES = Half.values();

    private final Kvm kvm;
    private long start;
    private long end;
    private Half half;
    private long active;

    /** For the host addresses at which the slots have the gfns of {@code range}. */
    public KvmMmuNotifierInvalidateRange(Kvm kvm, GfnRange range, Half half) {
        super(half == Half.START && isCounted(kvm) ? At.COUNT : At.HANDLE);
        this.kvm = kvm;
        this.start = range.start().value();
        this.end = range.endExclusive().value();
        this.half = half;
    }

    /** Before or after the change. */
    public enum Half {
        START,
        END
    }

    private enum At implements Step {
        COUNT(Access.RACY),
        HANDLE(Access.LOCAL),
        HANDLED(Access.LOCAL),
        UNCOUNT(Access.RACY);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    private static boolean isCounted(Kvm kvm) {
        return kvm.footprint().has(Footprint.Can.CHANGE_SLOTS);
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case COUNT -> count(fx);
            case HANDLE -> handle(t, fx);
            case HANDLED -> handled(t);
            case UNCOUNT -> uncount(t, fx);
        };
    }

    /** One more is active; while memslots are being published, it spins. */
    private Go count(Fx fx) {
        long was = fx.compareAndExchange(kvm.words().notifiers(), active, ActiveNotifiers.more(active));
        if (was == active) {
            active = ActiveNotifiers.NONE;
            return go(At.HANDLE);
        }
        fx.again();
        active = ActiveNotifiers.isPublishing(was) ? ActiveNotifiers.NONE : was;
        return go(At.COUNT);
    }

    private Go handle(KernelThread t, Fx fx) {
        if (half == Half.START) {
            fx.trace(Event.KVM_UNMAP_HVA_RANGE, HostPages.hva(start), HostPages.hva(end));
        }
        RangeWork work = half == Half.START ? RangeWork.NOTIFIER_START : RangeWork.NOTIFIER_END;
        return call(t, new KvmHandleRange(kvm, work, start, end, null), At.HANDLED);
    }

    private Go handled(KernelThread t) {
        t.takeResult();
        if (half == Half.START || !isCounted(kvm)) {
            return ret(t, 0);
        }
        active = ActiveNotifiers.more(ActiveNotifiers.NONE);
        return go(At.UNCOUNT);
    }

    /** One fewer is active; the last one wakes who waits to publish memslots. */
    private Go uncount(KernelThread t, Fx fx) {
        long was = fx.compareAndExchange(kvm.words().notifiers(), active, ActiveNotifiers.fewer(active));
        if (was != active) {
            active = was;
            return go(At.UNCOUNT);
        }
        if (ActiveNotifiers.count(was) == 1 && ActiveNotifiers.waiter(was) >= 0) {
            fx.send(ActiveNotifiers.waiter(was), ActiveNotifiers.Over.OVER);
        }
        return ret(t, 0);
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return STEPS;
    }

    @Override
    protected void locals(Fields f) {
        start = f.word("start", start);
        end = f.word("end", end);
        half = f.constant("half", half, HALVES);
        active = f.word("active", active);
    }
}
