package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.HostPages;

/**
 * What KVM does when the host is about to change its own mapping of guest memory, and when it has. Returns 0.
 *
 * <p>From the return of the start to the end nobody maps a page of the range into the guest: what was mapped is gone,
 * and whoever found a page before is refused. Only the shared alias is concerned, as userspace maps no private memory.
 *
 * <p>Source: kvm_mmu_notifier_invalidate_range_start(), kvm_mmu_notifier_invalidate_range_end(). Simplified:
 * mn_active_invalidate_count is left out, as only the update of memslots waits for it.
 */
public final class KvmMmuNotifierInvalidateRange extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_notifier_invalidate_range");
    private static final Step[] STEPS = At.values();
    private static final Half[] HALVES = Half.values();

    private final Kvm kvm;
    private long start;
    private long end;
    private Half half;

    /** For the host addresses at which the slots have the gfns of {@code range}. */
    public KvmMmuNotifierInvalidateRange(Kvm kvm, GfnRange range, Half half) {
        super(At.HANDLE);
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
        HANDLE,
        HANDLED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case HANDLE -> handle(t, fx);
            case HANDLED -> {
                t.takeResult();
                yield ret(t, 0);
            }
        };
    }

    private Go handle(KernelThread t, Fx fx) {
        if (half == Half.START) {
            fx.trace(Event.KVM_UNMAP_HVA_RANGE, HostPages.hva(start), HostPages.hva(end));
        }
        RangeWork work = half == Half.START ? RangeWork.NOTIFIER_START : RangeWork.NOTIFIER_END;
        return call(t, new KvmHandleRange(kvm, work, start, end, null), At.HANDLED);
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
    }
}
