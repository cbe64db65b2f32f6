package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.Attributes;

/**
 * KVM_SET_MEMORY_ATTRIBUTES: makes memory private or shared. Returns 0 or -EINVAL.
 *
 * <p>Three phases under slots_lock. The first begins an invalidation and unmaps the old alias; the third ends it. In
 * between attributes are stored without mmu_lock, gfn by gfn: a fault that still agrees with its gfn's attribute is
 * refused and retried, one that does not exits to userspace at once, so some gfns of the range can be ahead of others.
 * Without a memslot there is nothing to unmap, and only the attributes change.
 *
 * <p>Requires: each gfn of the range is one that the scenario names.
 *
 * <p>Source: kvm_vm_ioctl_set_mem_attributes(), kvm_vm_set_mem_attributes(). Simplified: memory for the attributes is
 * always there.
 */
public final class KvmVmSetMemAttributes extends Procedure {
    private static final Kind KIND = Kind.of("kvm_vm_set_mem_attributes");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long start;
    private long end;
    private long gfn;
    private long attribute;
    private Grant slotsLock;

    /** Makes {@code range} what {@code attribute} says: {@link Attributes#PRIVATE} or {@link Attributes#SHARED}. */
    public KvmVmSetMemAttributes(Kvm kvm, GfnRange range, long attribute) {
        super(At.CHECK);
        this.kvm = kvm;
        this.start = range.start().value();
        this.gfn = start;
        this.end = range.endExclusive().value();
        this.attribute = attribute;
    }

    private enum At implements Step {
        CHECK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        PRE(Access.LOCAL),
        BEGUN(Access.LOCAL),
        STORE(Access.RACY),
        ENDED(Access.LOCAL),
        UNLOCK(Access.RACY);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return switch ((At) at()) {
            case STORE -> fx.isReachable(kvm.attributes().word(gfn));
            case UNLOCK -> !kvm.slotsLock().isSole();
            case CHECK, LOCKED, PRE, BEGUN, ENDED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case CHECK -> check(t, fx);
            case LOCKED -> {
                slotsLock = t.granted();
                yield go(At.PRE);
            }
            case PRE -> pre(t, fx);
            case BEGUN -> begun(t);
            case STORE -> store(t, fx);
            case ENDED -> {
                t.takeResult();
                yield go(At.UNLOCK);
            }
            case UNLOCK -> unlock(t, fx);
        };
    }

    /** Without private memory no attribute is supported, so all are what they can be. */
    private Go check(KernelThread t, Fx fx) {
        if (!kvm.type().hasPrivateMemory()) {
            return ret(t, attribute == Attributes.SHARED ? 0 : Errno.EINVAL);
        }
        if (kvm.slotsLock().isSole()) {
            slotsLock = kvm.slotsLock().takeSole(t, fx, Grant.Mode.WRITE);
            return go(At.PRE);
        }
        kvm.slotsLock().request(fx, Grant.Mode.WRITE);
        return await(At.LOCKED);
    }

    private Go pre(KernelThread t, Fx fx) {
        if (isAllSet(fx)) {
            return go(At.UNLOCK);
        }
        boolean isPrivate = attribute == Attributes.PRIVATE;
        return handle(t, isPrivate ? RangeWork.PRE_SET_PRIVATE : RangeWork.PRE_SET_SHARED, At.BEGUN);
    }

    private Go handle(KernelThread t, RangeWork work, Step then) {
        return call(t, new KvmHandleRange(kvm, work, start, end, slotsLock), then);
    }

    /** Source: kvm_range_has_memory_attributes(). */
    private boolean isAllSet(Fx fx) {
        for (long each = start; each < end; each++) {
            if (fx.read(slotsLock, kvm.attributes().word(each)) != attribute) {
                return false;
            }
        }
        return true;
    }

    private Go begun(KernelThread t) {
        t.takeResult();
        return go(At.STORE);
    }

    private Go store(KernelThread t, Fx fx) {
        fx.write(kvm.attributes().word(gfn), attribute);
        fx.trace(Event.ATTRIBUTE_SET, gfn, attribute);
        gfn++;
        return gfn < end ? go(At.STORE) : handle(t, RangeWork.POST_SET, At.ENDED);
    }

    private Go unlock(KernelThread t, Fx fx) {
        if (kvm.slotsLock().isSole()) {
            kvm.slotsLock().releaseSole(t, fx, slotsLock);
        } else {
            kvm.slotsLock().release(t, fx, slotsLock);
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
        gfn = f.word("gfn", gfn);
        end = f.word("end", end);
        attribute = f.word("attribute", attribute);
        slotsLock = f.object(slotsLock);
    }
}
