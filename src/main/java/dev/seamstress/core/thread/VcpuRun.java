package dev.seamstress.core.thread;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Errno;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.tdx.Tdx.ExtendedQualification;
import dev.seamstress.core.vm.Srcu;
import dev.seamstress.core.vm.TdWords;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VcpuWords;

/**
 * KVM_RUN from an exit of the guest, or from userspace, to the next entry, or back to userspace. Returns a
 * {@link RunEnd}.
 *
 * <p>The vCPU's thread is inside {@code kvm->srcu} while it handles an exit, and outside while the guest runs.
 *
 * <p>Source: kvm_vcpu_ioctl(), kvm_arch_vcpu_ioctl_run(), vcpu_run(), and vcpu_enter_guest() after the exit;
 * xfer_to_guest_mode_handle_work(). Simplified: no preemption. Assumed: a signal waits until KVM_RUN returns -EINTR, as
 * if userspace blocked it everywhere else.
 */
final class VcpuRun extends Procedure {
    private static final Kind KIND = Kind.of("vcpu_run");
    private static final Step[] STEPS = At.values();
    private static final RunEnd[] ENDS = RunEnd.values();
    private static final int EXIT_HYPERCALL = 3;
    private static final int EXIT_MMIO = 6;
    private static final int EXIT_INTR = 10;
    private static final int EXIT_INTERNAL_ERROR = 17;
    private static final int EXIT_MEMORY_FAULT = 39;

    private final Vcpu vcpu;
    private final Kvm kvm;
    private final Until until;
    private Exit exit;
    private RunEnd end;
    private boolean isTried;

    /** From userspace. */
    VcpuRun(Vcpu vcpu, Until until) {
        super(At.IOCTL);
        this.vcpu = vcpu;
        this.kvm = vcpu.kvm();
        this.until = until;
    }

    /** From an exit of the guest. */
    VcpuRun(Vcpu vcpu, Exit exit, Until until) {
        super(At.OUTSIDE);
        this.vcpu = vcpu;
        this.kvm = vcpu.kvm();
        this.until = until;
        this.exit = exit;
    }

    /** How far to go. */
    enum Until {
        ENTERED,
        /** The same, but an exit is handled once at most: if the stepping filter makes another, that is all. */
        TRIED,
        LOADED,
        /** Out of KVM_RUN, once an interrupt has been handled. */
        LEFT
    }

    private enum At implements Step {
        IOCTL(Access.RACY),
        MUTEX(Access.LOCAL),
        MUTEX_TAKEN(Access.LOCAL),
        OUTSIDE(Access.RACY),
        SRCU_LOCK(Access.RACY),
        PRE_RUN_VCPU(Access.RACY),
        PRE_RUN_TD(Access.RACY),
        COMPLETE(Access.RACY),
        HANDLE_EXIT(Access.LOCAL),
        HANDLED(Access.LOCAL),
        WORK(Access.RACY),
        ENTER(Access.LOCAL),
        ENTERED(Access.LOCAL),
        SRCU_UNLOCK(Access.RACY),
        MUTEX_UNLOCK(Access.RACY),
        SIGNAL_TAKEN(Access.RACY);

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
            case IOCTL -> fx.isReachable(kvm.words().dead());
            case OUTSIDE, SRCU_LOCK, COMPLETE, WORK, SRCU_UNLOCK, SIGNAL_TAKEN -> fx.isReachable(words().mode());
            case PRE_RUN_VCPU -> fx.isReachable(kvm.td().vcpu(vcpu.mmu().number()));
            case PRE_RUN_TD -> fx.isReachable(kvm.td().state());
            case MUTEX_UNLOCK -> vcpu.mutex().isReleaseRacy();
            case MUTEX, MUTEX_TAKEN, HANDLE_EXIT, HANDLED, ENTER, ENTERED -> false;
        };
    }

    /** An exit is handled in the step that enters SRCU, and that can be told, but for an interrupt's. */
    @Override
    protected boolean isPrompt(Fx fx) {
        return switch ((At) at()) {
            case SRCU_LOCK -> isEnteredInSilence() && !kvm.footprint().has(Footprint.Can.CHANGE_SLOTS);
            case WORK -> !kvm.footprint().has(Footprint.Can.SIGNAL);
            default -> false;
        };
    }

    private boolean isEnteredInSilence() {
        return exit == null || exit.reason() == Exit.Reason.EXTERNAL_INTERRUPT;
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case IOCTL -> ioctl(t, fx);
            case MUTEX -> vcpu.mutex().take(t, fx) ? go(At.SRCU_LOCK) : await(At.MUTEX_TAKEN);
            case MUTEX_TAKEN -> {
                vcpu.mutex().granted(t, fx);
                yield go(At.SRCU_LOCK);
            }
            case OUTSIDE -> outside(fx);
            case SRCU_LOCK -> srcuLock(fx);
            case PRE_RUN_VCPU -> preRunVcpu(fx);
            case PRE_RUN_TD -> preRunTd(fx);
            case COMPLETE -> complete(fx);
            case HANDLE_EXIT -> handleExit(t, fx);
            case HANDLED -> handled(t);
            case WORK -> work(fx);
            case ENTER -> call(t, new VcpuEnterGuest(vcpu, until), At.ENTERED);
            case ENTERED -> entered(t);
            case SRCU_UNLOCK -> srcuUnlock(t, fx);
            case MUTEX_UNLOCK -> {
                vcpu.mutex().release(t, fx);
                yield left(t);
            }
            case SIGNAL_TAKEN -> signalTaken(t, fx);
        };
    }

    private VcpuWords words() {
        return vcpu.mmu().words();
    }

    private Go ioctl(KernelThread t, Fx fx) {
        if (fx.read(kvm.words().dead()) != 0) {
            return ret(t, RunEnd.EIO.ordinal());
        }
        return go(vcpu.mutex().isWanted() ? At.MUTEX : At.SRCU_LOCK);
    }

    private Go outside(Fx fx) {
        vcpu.setInGuest(false);
        fx.write(words().mode(), VcpuMode.OUTSIDE_GUEST_MODE.ordinal());
        vcpu.interrupts().enable(fx);
        fx.trace(Event.KVM_EXIT, exit.reason().number(), exit.qualification(), exit.typeNumber());
        return go(At.SRCU_LOCK);
    }

    private Go srcuLock(Fx fx) {
        Srcu.lock(fx, words().srcuReaders());
        if (exit != null) {
            return go(At.HANDLE_EXIT);
        }
        boolean mayBeUnfinished = kvm.footprint().has(Footprint.Can.BUILD) && until != Until.LOADED;
        return mayBeUnfinished ? go(At.PRE_RUN_VCPU) : begun();
    }

    private Go begun() {
        return go(vcpu.mapGpa().isUnderWay() ? At.COMPLETE : At.ENTER);
    }

    /** Before the TD is final, and the vCPU initialized, none runs. Source: tdx_vcpu_pre_run(). */
    private Go preRunVcpu(Fx fx) {
        boolean isReady = fx.read(kvm.td().vcpu(vcpu.mmu().number())) == TdWords.Stage.READY.ordinal();
        return isReady ? go(At.PRE_RUN_TD) : leave(RunEnd.EINVAL);
    }

    private Go preRunTd(Fx fx) {
        boolean isFinal = fx.read(kvm.td().state()) == TdWords.State.RUNNABLE.ordinal();
        return isFinal ? begun() : leave(RunEnd.EINVAL);
    }

    /**
     * Userspace has served a chunk. Assumed: a signal stops the rest, as an event pending for the guest does there.
     * Source: tdx_complete_vmcall_map_gpa(), complete_hypercall_exit().
     */
    private Go complete(Fx fx) {
        boolean isDisturbed = fx.read(words().signal()) != 0;
        return vcpu.mapGpa().complete(kvm.type().hasMirror(), isDisturbed) ? leave(RunEnd.HYPERCALL) : go(At.ENTER);
    }

    private Go handleExit(KernelThread t, Fx fx) {
        if (isTried) {
            return leave(RunEnd.FILTERED);
        }
        return switch (exit.reason()) {
            case EPT_VIOLATION ->
                kvm.type().hasMirror()
                        ? call(t, new TdxHandleEptViolation(vcpu, exit), At.HANDLED)
                        : call(t, new HandleEptViolation(vcpu, exit), At.HANDLED);
            case EPT_MISCONFIG -> misconfig(t, fx);
            case VMCALL, TDCALL -> leave(RunEnd.HYPERCALL);
            case NONE -> leave(RunEnd.INTERNAL_ERROR);
            case EXTERNAL_INTERRUPT -> until == Until.LEFT ? leave(RunEnd.LEFT) : again();
        };
    }

    /**
     * The entry says MMIO: nothing to map, unless memslots come while the scenario runs. Source:
     * handle_ept_misconfig(), handle_mmio_page_fault().
     */
    private Go misconfig(KernelThread t, Fx fx) {
        if (kvm.footprint().has(Footprint.Can.COUNT_GENERATIONS)) {
            return call(t, new HandleMmioPageFault(vcpu, exit.gpa()), At.HANDLED);
        }
        fx.trace(Event.HANDLE_MMIO_PAGE_FAULT, exit.gpa(), kvm.gfn(exit.gpa()), 0);
        return leave(RunEnd.MMIO);
    }

    /** A TD's private instruction cannot be emulated: it runs again, and meets the MMIO entry that is there now. */
    private Go handled(KernelThread t) {
        long result = t.takeResult();
        if (result == Errno.EFAULT) {
            return leave(RunEnd.EFAULT);
        }
        if (result == Errno.EHWPOISON) {
            return leave(RunEnd.EHWPOISON);
        }
        if (result == Errno.EIO) {
            return leave(RunEnd.EIO);
        }
        boolean isEmulated = RetPf.of(result) == RetPf.EMULATE && !kvm.type().hasMirror();
        return isEmulated ? leave(RunEnd.MMIO) : again();
    }

    /** The exit is handled and forgotten: it is no dead state. */
    private Go again() {
        exit = null;
        isTried = until == Until.TRIED && kvm.footprint().isStepFiltered();
        return go(At.WORK);
    }

    /** Between two attempts to enter. */
    private Go work(Fx fx) {
        return fx.read(words().signal()) != 0 ? leave(RunEnd.EINTR) : go(At.ENTER);
    }

    private Go entered(KernelThread t) {
        long result = t.takeResult();
        return switch (VcpuEnterGuest.Entry.of(result)) {
            case ENTERED -> ret(t, RunEnd.ENTERED.ordinal());
            case LOADED -> leave(RunEnd.LOADED);
            case AGAIN -> go(At.WORK);
            case FILTERED -> filtered(VcpuEnterGuest.Entry.gpa(result));
            case DEAD -> leave(RunEnd.EIO);
            case FAILED -> leave(RunEnd.INTERNAL_ERROR);
        };
    }

    /** The violation is a write, like every private one that KVM sees. Source: tdh_vp_enter.c, its emulated exit. */
    private Go filtered(long gpa) {
        exit = new Exit(Exit.Reason.EPT_VIOLATION, gpa, Spte.WRITABLE, ExtendedQualification.NONE);
        return go(At.OUTSIDE);
    }

    private Go leave(RunEnd how) {
        end = how;
        exit = null;
        return go(At.SRCU_UNLOCK);
    }

    private Go srcuUnlock(KernelThread t, Fx fx) {
        Srcu.unlock(fx, words().srcuReaders());
        switch (end) {
            case EINTR -> fx.trace(Event.KVM_USERSPACE_EXIT, EXIT_INTR, Errno.EINTR);
            case EFAULT -> fx.trace(Event.KVM_USERSPACE_EXIT, EXIT_MEMORY_FAULT, Errno.EFAULT);
            case EHWPOISON -> fx.trace(Event.KVM_USERSPACE_EXIT, EXIT_MEMORY_FAULT, Errno.EHWPOISON);
            case EIO -> fx.trace(Event.KVM_USERSPACE_EXIT, 0, Errno.EIO);
            case HYPERCALL -> fx.trace(Event.KVM_USERSPACE_EXIT, EXIT_HYPERCALL, 0);
            case MMIO -> fx.trace(Event.KVM_USERSPACE_EXIT, EXIT_MMIO, 0);
            case INTERNAL_ERROR -> fx.trace(Event.KVM_USERSPACE_EXIT, EXIT_INTERNAL_ERROR, 0);
            case EINVAL -> fx.trace(Event.KVM_USERSPACE_EXIT, 0, Errno.EINVAL);
            case ENTERED, LOADED, LEFT, SERVED, FILTERED -> {}
        }
        return vcpu.mutex().isWanted() ? go(At.MUTEX_UNLOCK) : left(t);
    }

    private Go left(KernelThread t) {
        return end == RunEnd.EINTR ? go(At.SIGNAL_TAKEN) : ret(t, end.ordinal());
    }

    /** In userspace: the signal is handled. */
    private Go signalTaken(KernelThread t, Fx fx) {
        fx.write(words().signal(), 0);
        return ret(t, end.ordinal());
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
        exit = f.object(exit);
        f.word("exit reason", exit == null ? 0 : exit.reason().number());
        f.word("gpa", exit == null ? 0 : exit.gpa());
        f.word("qualification", exit == null ? 0 : exit.qualification() << 3 | exit.typeNumber());
        end = f.constant("end", end, ENDS);
        isTried = f.flag("tried", isTried);
    }
}
