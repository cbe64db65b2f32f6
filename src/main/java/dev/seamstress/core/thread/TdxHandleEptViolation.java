package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.mmu.Errno;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmVmDead;
import dev.seamstress.core.mmu.PageFaultHandler;
import dev.seamstress.core.mmu.Pferr;
import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.tdx.Tdx.ExtendedQualification;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;

/**
 * Handles an EPT violation of a TD. Returns a {@link RetPf} to enter the guest again, or an errno.
 *
 * <p>A private fault that must be retried is retried here, without entering the guest: an entry at an unresolved fault
 * is what the module's defence against single-stepping counts. The loop must not outlast what would end it outside: it
 * looks for a signal, for a dead VM, and for a memslot that is being deleted, whose deleter waits until this thread
 * leaves SRCU.
 *
 * <p>Source: tdx_handle_ept_violation(), tdx_is_sept_violation_unexpected_pending(). Simplified: no pending events,
 * which would end the loop too.
 */
final class TdxHandleEptViolation extends Procedure {
    private static final Kind KIND = Kind.of("tdx_handle_ept_violation");
    private static final Step[] STEPS = At.values();
    private static final ExtendedQualification[] TYPES = ExtendedQualification.values();
    /** EPT_VIOLATION_ACC_WRITE: what a private fault is taken for, as private entries are always RWX. */
    private static final long WRITE = 2;

    private static final long FETCH = 4;

    private final Vcpu vcpu;
    private final Kvm kvm;
    private final ExtendedQualification type;
    private long gpa;
    private long qualification;

    TdxHandleEptViolation(Vcpu vcpu, Exit exit) {
        super(At.EXIT);
        this.vcpu = vcpu;
        this.kvm = vcpu.kvm();
        this.type = exit.type();
        this.gpa = exit.gpa();
        this.qualification = isPrivate() ? WRITE : exit.qualification();
    }

    private enum At implements Step {
        EXIT(Access.LOCAL),
        DEAD(Access.LOCAL),
        FAULT(Access.LOCAL),
        FAULTED(Access.LOCAL),
        SIGNAL(Access.RACY),
        VM_DEAD(Access.RACY),
        SLOT(Access.RACY);

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
            case SIGNAL -> fx.isReachable(vcpu.mmu().words().signal());
            case VM_DEAD -> !hasNoDeadTest() && fx.isReachable(kvm.words().dead());
            case SLOT -> slot() != Slots.NONE && fx.isReachable(kvm.slots().word(slot()));
            case EXIT, DEAD, FAULT, FAULTED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case EXIT -> exit(t, fx);
            case DEAD -> ret(t, Errno.EIO);
            case FAULT -> fault(t);
            case FAULTED -> faulted(t);
            case SIGNAL -> signal(t, fx);
            case VM_DEAD -> vmDead(t, fx);
            case SLOT -> slot(t, fx);
        };
    }

    private boolean isPrivate() {
        return !kvm.isAddrDirect(gpa);
    }

    private Go exit(KernelThread t, Fx fx) {
        if (isPrivate() && type == ExtendedQualification.PENDING) {
            return call(t, new KvmVmDead(kvm), At.DEAD);
        }
        if (!isPrivate() && (qualification & FETCH) != 0) {
            return call(t, KvmVmDead.bugOn(kvm, BugOn.SHARED_FETCH, gpa, fx), At.DEAD);
        }
        fx.trace(Event.KVM_PAGE_FAULT, gpa, qualification);
        return go(At.FAULT);
    }

    private Go fault(KernelThread t) {
        long errorCode = Pferr.of(qualification, isPrivate());
        return call(t, new PageFaultHandler(kvm, vcpu.mmu(), gpa, errorCode), At.FAULTED);
    }

    private Go faulted(KernelThread t) {
        long result = t.takeResult();
        boolean isLocalRetry = result == RetPf.RETRY.ordinal() && isPrivate() && kvm.has(KernelSwitch.LOCAL_RETRY);
        return isLocalRetry ? go(At.SIGNAL) : ret(t, result);
    }

    /** The run loop sees the signal too, before it enters the guest. */
    private Go signal(KernelThread t, Fx fx) {
        boolean isPending = fx.read(vcpu.mmu().words().signal()) != 0;
        return isPending ? ret(t, RetPf.RETRY.ordinal()) : go(At.VM_DEAD);
    }

    private boolean hasNoDeadTest() {
        return kvm.has(Mutation.B23_NO_VM_DEAD_TEST);
    }

    private Go vmDead(KernelThread t, Fx fx) {
        if (!hasNoDeadTest() && fx.read(kvm.words().dead()) != 0) {
            return ret(t, Errno.EIO);
        }
        boolean isSlotTested =
                kvm.has(KernelSwitch.INVALID_SLOT_EXITS_RETRY) && !kvm.has(Mutation.B19_RETRY_IGNORES_INVALID);
        return go(isSlotTested ? At.SLOT : At.FAULT);
    }

    private int slot() {
        return kvm.slots().find(kvm.gfn(gpa));
    }

    private Go slot(KernelThread t, Fx fx) {
        boolean isInvalid = slot() != Slots.NONE
                && kvm.slots().stateOf(kvm.gfn(gpa), fx.read(kvm.slots().word(slot()))) == Slot.State.INVALID;
        return isInvalid ? ret(t, RetPf.RETRY.ordinal()) : go(At.FAULT);
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
        gpa = f.word("gpa", gpa);
        qualification = f.word("qualification", qualification);
        f.constant("type", type, TYPES);
    }
}
