package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * The operations {@code wait} and {@code on}: the thread goes on when the script's condition holds. Returns
 * {@link OpResult#OK}.
 *
 * <p>A vCPU that is in the guest waits there, as a guest that spins would: an interrupt makes it leave, it enters
 * again, and goes on waiting. If it cannot enter, because a signal came or the VM is dead, it waits outside.
 *
 * <p>Source: none; this is the script's, not KVM's.
 */
final class AwaitScript extends Procedure {
    private static final Kind KIND = Kind.of("await_script");
    private static final Step[] STEPS = At.values();

    private final ColumnThread thread;
    private final WaitOp op;

    AwaitScript(ColumnThread thread, WaitOp op) {
        super(At.ASK);
        this.thread = thread;
        this.op = op;
    }

    private enum At implements Step {
        ASK,
        INTERRUPTS,
        TAKEN,
        WOKEN;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case ASK -> {
                fx.send(op.script(), new Script.Await(op.condition()));
                yield go(At.INTERRUPTS);
            }
            case INTERRUPTS -> interrupts(t);
            case TAKEN -> {
                t.takeResult();
                yield rest(t);
            }
            case WOKEN -> woken(t);
        };
    }

    /** Whoever rests must have nothing pending: only a message wakes it. */
    private Go interrupts(KernelThread t) {
        Procedure taking = thread.takingInterrupts();
        return taking == null ? rest(t) : call(t, taking, At.TAKEN);
    }

    private Go rest(KernelThread t) {
        if (thread.takeResumed()) {
            return ret(t, OpResult.OK.ordinal());
        }
        thread.setResting(true);
        return await(At.WOKEN);
    }

    private Go woken(KernelThread t) {
        thread.setResting(false);
        return t.reply() == Script.Resume.RESUME ? ret(t, OpResult.OK.ordinal()) : go(At.INTERRUPTS);
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
