package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Runs a thread's {@link Program}, row by row, and leaves the results where claims find them.
 *
 * <p>After a result that is neither ok nor announced by its row the column stops, as a guest that cannot go on would
 * panic.
 */
final class Column extends Procedure {
    private static final Kind KIND = Kind.of("column");
    private static final Step[] STEPS = At.values();
    private static final OpResult[] RESULTS = OpResult.values();
    private static final ColumnEnd[] ENDS = ColumnEnd.values();

    private final ColumnThread thread;
    private int pc;
    private OpResult result = OpResult.OK;
    private ColumnEnd end;
    private final int[] rounds = new int[Program.DEPTH];

    Column(ColumnThread thread) {
        super(At.NEXT, true);
        this.thread = thread;
    }

    private enum At implements Step {
        NEXT(Access.LOCAL),
        /** Lets others run before the next round of a loop, so that a round of nothing cannot spin for ever. */
        ROUND(Access.CUT),
        ENDED(Access.LOCAL),
        LEFT(Access.LOCAL);

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
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case NEXT, ROUND -> next(t, fx);
            case ENDED -> ended(t);
            case LEFT -> left(t, fx);
        };
    }

    private Go next(KernelThread t, Fx fx) {
        if (pc == thread.program().length()) {
            return leave(t, ColumnEnd.DONE);
        }
        Program.Instruction i = thread.program().at(pc);
        return switch (i.code()) {
            case BEGIN -> begin(i, fx);
            case RUN -> call(t, thread.procedure(i.op(), pc), At.ENDED);
            case REPEAT -> repeat(i);
            case AGAIN -> again(i);
            case UNTIL -> until(i);
            case END -> endRow(t, i, fx);
        };
    }

    private Go begin(Program.Instruction i, Fx fx) {
        fx.trace(Event.OPERATION_BEGIN, thread.program().rows().get(i.target()).number());
        return jump(pc + 1);
    }

    private Go repeat(Program.Instruction i) {
        rounds[i.depth()] = i.target();
        return jump(pc + 1);
    }

    private Go again(Program.Instruction i) {
        rounds[i.depth()]--;
        return jump(rounds[i.depth()] > 0 ? i.target() : pc + 1);
    }

    private Go until(Program.Instruction i) {
        if (i.results().contains(result)) {
            return jump(pc + 1);
        }
        pc = i.target();
        return go(At.ROUND);
    }

    private Go ended(KernelThread t) {
        Program.Instruction i = thread.program().at(pc);
        result = OpResult.of(t.takeResult());
        return jump(goesOnAfter(i) ? pc + 1 : i.target());
    }

    private Go endRow(KernelThread t, Program.Instruction i, Fx fx) {
        fx.own(thread.results().row(i.target()), result.ordinal() + 1);
        fx.trace(Event.OPERATION_END, thread.program().rows().get(i.target()).number(), result.ordinal());
        if (!goesOnAfter(i)) {
            return leave(t, ColumnEnd.STOPPED);
        }
        result = OpResult.OK;
        rounds[0] = 0;
        rounds[1] = 0;
        return jump(pc + 1);
    }

    private boolean goesOnAfter(Program.Instruction i) {
        return !thread.isGivenUp() && i.results().contains(result);
    }

    private Go jump(int target) {
        pc = target;
        return go(At.NEXT);
    }

    /** What the thread has to put in order before its column is done or stopped. */
    private Go leave(KernelThread t, ColumnEnd how) {
        end = how;
        Procedure last = thread.ending();
        return last == null ? go(At.LEFT) : call(t, last, At.LEFT);
    }

    private Go left(KernelThread t, Fx fx) {
        t.takeResult();
        fx.own(thread.results().end(), end.ordinal());
        fx.trace(Event.COLUMN_END, end.ordinal());
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
        pc = f.count("pc", pc);
        result = f.constant("result", result, RESULTS);
        end = f.constant("end", end, ENDS);
        for (int i = 0; i < rounds.length; i++) {
            rounds[i] = f.count("rounds", rounds[i]);
        }
    }
}
