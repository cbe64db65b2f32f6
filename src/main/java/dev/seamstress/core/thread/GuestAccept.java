package dev.seamstress.core.thread;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;

/**
 * The guest accepts a page: TDG.MEM.PAGE.ACCEPT, again after each EPT violation that KVM has handled. Returns an
 * {@link OpResult}.
 *
 * <p>An ACCEPT that an interrupt cuts short goes on when the interrupt has been taken: the instruction is executed
 * again. A refusal by the module is the result: Linux as a guest does not try again.
 *
 * <p>Source: arch/x86/coco/tdx/tdx.c, try_accept_one().
 */
final class GuestAccept extends Procedure {
    private static final Kind KIND = Kind.of("guest_accept");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;
    private final GuestOp op;

    GuestAccept(Vcpu vcpu, GuestOp op) {
        super(At.ENTER);
        this.vcpu = vcpu;
        this.op = op;
    }

    private enum At implements Step {
        ENTER,
        ENTERED,
        ACCEPT,
        RETURNED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case ENTER -> enter(t);
            case ENTERED -> entered(t);
            case ACCEPT -> accept(fx);
            case RETURNED -> returned(t);
        };
    }

    private Go enter(KernelThread t) {
        return vcpu.isAtInstruction() ? go(At.ACCEPT) : call(t, new GuestRun(vcpu), At.ENTERED);
    }

    private Go entered(KernelThread t) {
        RunEnd end = RunEnd.of(t.takeResult());
        return end.isInGuest() ? go(At.ACCEPT) : ret(t, end.result().ordinal());
    }

    private Go accept(Fx fx) {
        fx.send(vcpu.kvm().tdx(), new Tdx.Accept(Tdx.pageInfo(op.gfn(), Level.toSept(op.level()))));
        return await(At.RETURNED);
    }

    private Go returned(KernelThread t) {
        Tdx reply = t.reply();
        if (reply instanceof Tdx.EptViolation violation) {
            Exit exit = new Exit(
                    Exit.Reason.EPT_VIOLATION, violation.gpa(), op.kind().access(), violation.type());
            return call(t, new GuestRun(vcpu, exit), At.ENTERED);
        }
        if (reply instanceof Tdx.PriorityTimeout) {
            return call(t, new GuestRun(vcpu, Exit.PRIORITY_TIMEOUT), At.ENTERED);
        }
        long status = ((Tdx.GuestReturn) reply).status();
        if (TdxStatus.INTERRUPTED_RESUMABLE.is(status)) {
            return call(t, new GuestRun(vcpu), At.ENTERED);
        }
        vcpu.progress();
        return ret(t, result(status).ordinal());
    }

    private static OpResult result(long status) {
        if (TdxStatus.SUCCESS.is(status)) {
            return OpResult.OK;
        }
        if (TdxStatus.PAGE_ALREADY_ACCEPTED.is(status)) {
            return OpResult.ALREADY;
        }
        if (TdxStatus.PAGE_SIZE_MISMATCH.is(status)) {
            return OpResult.MISMATCH;
        }
        return TdxStatus.OPERAND_BUSY.is(status) ? OpResult.BUSY : OpResult.FAILED;
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
    protected void locals(Fields f) {}
}
