package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Runs one operation after the other, as another machine offers them, until that has none. No result stops it.
 *
 * <p>A vCPU that waits for an offer is where it was, in the guest as a rule: an interrupt makes it leave, it enters
 * again, and goes on waiting.
 *
 * <p>Source: none; this is the load's, not KVM's.
 */
final class FedColumn extends Procedure {
    private static final Kind KIND = Kind.of("fed_column");
    private static final Step[] STEPS = At.values();

    private final ColumnThread thread;
    private int result = -1;
    private int kept = -1;

    FedColumn(ColumnThread thread) {
        super(At.ASK);
        this.thread = thread;
    }

    private enum At implements Step {
        ASK,
        INTERRUPTS,
        TAKEN,
        WOKEN,
        ENDED,
        OVER;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case ASK -> {
                fx.send(thread.program().feeder(), Feed.Next.of(result));
                yield go(At.INTERRUPTS);
            }
            case INTERRUPTS -> interrupts(t);
            case TAKEN -> {
                t.takeResult();
                yield rest(t);
            }
            case WOKEN -> woken(t);
            case ENDED -> {
                result = (int) t.takeResult();
                yield go(At.ASK);
            }
            case OVER -> over(t, fx);
        };
    }

    /** Whoever rests must have nothing pending: only a message wakes it. */
    private Go interrupts(KernelThread t) {
        Procedure taking = thread.takingInterrupts();
        return taking == null ? rest(t) : call(t, taking, At.TAKEN);
    }

    private Go rest(KernelThread t) {
        if (kept >= 0) {
            int number = kept;
            kept = -1;
            return begin(t, number);
        }
        thread.setResting(true);
        return await(At.WOKEN);
    }

    private Go woken(KernelThread t) {
        thread.setResting(false);
        return t.reply() instanceof Feed.Offer offer ? begin(t, offer.number()) : go(At.INTERRUPTS);
    }

    /** An offer has come while the thread does something else. */
    void keep(int number) {
        kept = number;
    }

    private Go begin(KernelThread t, int number) {
        ThreadOp op = thread.program().source().operation(thread.id(), number);
        if (op == null) {
            Procedure ending = thread.ending();
            return ending == null ? go(At.OVER) : call(t, ending, At.OVER);
        }
        return call(t, thread.procedure(op, number), At.ENDED);
    }

    /** Tells so. */
    private Go over(KernelThread t, Fx fx) {
        t.takeResult();
        fx.send(thread.program().feeder(), Feed.Next.of(OpResult.OK.ordinal()));
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
        result = (int) f.word("result", result);
        kept = (int) f.word("kept", kept);
    }
}
