package dev.seamstress.core.thread;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Brings the vCPU to its next guest instruction: into the guest, through the handling of an exit, out and in again for
 * interrupts; and does what userspace does when KVM_RUN returns on the way. Returns a {@link RunEnd}: ENTERED or SERVED
 * in the guest, with no interrupt pending; else how KVM_RUN ended for good.
 *
 * <p>Source: the loop of a VMM's vCPU thread around KVM_RUN.
 */
final class GuestRun extends Procedure {
    private static final Kind KIND = Kind.of("guest_run");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;
    private final VcpuRun.Until until;
    private long gpa;
    private boolean isServed;

    // Transient: null once the first step has run, which is the caller's, hence not part of the state.
    private transient Exit exit;

    /** To the next instruction, from wherever the vCPU is. */
    GuestRun(Vcpu vcpu) {
        this(vcpu, null);
    }

    /** From an exit of the guest. */
    GuestRun(Vcpu vcpu, Exit exit) {
        this(vcpu, exit, VcpuRun.Until.ENTERED);
    }

    /** The same; with TRIED it may return FILTERED. */
    GuestRun(Vcpu vcpu, Exit exit, VcpuRun.Until until) {
        super(At.RUN, true);
        this.vcpu = vcpu;
        this.until = until;
        this.exit = exit;
        this.gpa = exit == null ? 0 : exit.gpa();
    }

    private enum At implements Step {
        RUN,
        RAN,
        HYPERCALL,
        CONVERTED,
        BOUNDARY;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    /** An IPI may come between any two instructions. */
    @Override
    protected boolean isCut() {
        return at() == At.BOUNDARY && vcpu.kvm().footprint().hasKicks();
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case RUN -> enter(t);
            case RAN -> ran(t);
            case HYPERCALL -> hypercall(t);
            case CONVERTED -> converted(t);
            case BOUNDARY -> boundary(t);
        };
    }

    private Go enter(KernelThread t) {
        if (exit != null) {
            Exit handled = exit;
            exit = null;
            return call(t, new VcpuRun(vcpu, handled, until), At.RAN);
        }
        return vcpu.isInGuest() ? go(At.BOUNDARY) : call(t, new VcpuRun(vcpu, until), At.RAN);
    }

    private Go ran(KernelThread t) {
        RunEnd end = RunEnd.of(t.takeResult());
        return switch (end) {
            case ENTERED -> go(At.BOUNDARY);
            case HYPERCALL -> call(t, Ioctl.convert(vcpu.kvm(), vcpu.mapGpa().chunk(isTd())), At.HYPERCALL);
            case EFAULT -> memoryFault(t);
            case EINTR -> onFault() == Program.OnFault.STOP ? ret(t, end.ordinal()) : go(At.RUN);
            case INTERNAL_ERROR -> giveUp(t);
            case SERVED, LOADED, LEFT, FILTERED, EHWPOISON, EIO, EINVAL, MMIO -> ret(t, end.ordinal());
        };
    }

    private Go giveUp(KernelThread t) {
        vcpu.giveUp();
        return ret(t, RunEnd.INTERNAL_ERROR.ordinal());
    }

    private boolean isTd() {
        return vcpu.kvm().type().hasMirror();
    }

    private Program.OnFault onFault() {
        return vcpu.program().onFault();
    }

    private Go memoryFault(KernelThread t) {
        return switch (onFault()) {
            case STOP -> ret(t, RunEnd.EFAULT.ordinal());
            case RERUN -> rerun();
            case CONVERT -> call(t, Ioctl.convert(vcpu.kvm(), asTheGuestHasIt()), At.CONVERTED);
        };
    }

    private Go rerun() {
        isServed = true;
        return go(At.RUN);
    }

    /**
     * What KVM_MEMORY_EXIT_FLAG_PRIVATE says. Simplified: of a VM without a shared bit the guest cannot say, and the
     * page becomes shared.
     */
    private ConvertOp asTheGuestHasIt() {
        GuestOp.Side side = vcpu.kvm().isAddrDirect(gpa) ? GuestOp.Side.SHARED : GuestOp.Side.PRIVATE;
        return new ConvertOp(GfnRange.of(vcpu.kvm().gfn(gpa), 1), side);
    }

    /** Where the attribute is not supported, to try again would not help. */
    private Go converted(KernelThread t) {
        boolean isRefused = OpResult.of(t.takeResult()) == OpResult.EINVAL;
        return isRefused ? ret(t, RunEnd.EFAULT.ordinal()) : rerun();
    }

    /** KVM_RUN again tells KVM how the hypercall went. */
    private Go hypercall(KernelThread t) {
        vcpu.mapGpa().serve(OpResult.of(t.takeResult()) == OpResult.OK);
        return go(At.RUN);
    }

    private Go boundary(KernelThread t) {
        if (vcpu.interrupts().isPending()) {
            return call(t, new GuestLeave(vcpu, VcpuRun.Until.ENTERED), At.RAN);
        }
        return ret(t, (isServed ? RunEnd.SERVED : RunEnd.ENTERED).ordinal());
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
        isServed = f.flag("served", isServed);
    }
}
