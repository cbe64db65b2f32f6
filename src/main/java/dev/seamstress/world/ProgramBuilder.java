package dev.seamstress.world;

import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.thread.Program;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.words.OnFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns the rows of a vCPU's column into the program that the vCPU runs. */
final class ProgramBuilder {
    private ProgramBuilder() {}

    /** {@code firstNumber}: the number in the scenario of the column's first operation. */
    static Program build(ColumnScript column, int firstNumber) {
        List<Program.Row> rows = new ArrayList<>();
        for (Operation operation : column.operations()) {
            int number = firstNumber + operation.ref().index();
            rows.add(new Program.Row(number, results(operation.announced()), item(operation.action())));
        }
        boolean isRerun = column.onFault() == OnFault.RERUN;
        return new Program(rows, isRerun ? Program.OnFault.RERUN : Program.OnFault.STOP);
    }

    private static long results(List<String> words) {
        return OpResult.set(words.stream()
                .map(word -> OpResult.valueOf(word.toUpperCase(Locale.ROOT)))
                .toList());
    }

    private static Program.Item item(Action action) {
        if (action instanceof Action.Access access) {
            boolean isShared = access.alias() == Action.Alias.SHARED;
            GuestOp.Side side = isShared ? GuestOp.Side.SHARED : GuestOp.Side.PRIVATE;
            return new Program.Op(GuestOp.of(kind(action), access.gfn().value(), side));
        } else if (action instanceof Action.Accept accept) {
            return new Program.Op(
                    new GuestOp(GuestOp.Kind.ACCEPT, accept.gfn().value(), GuestOp.Side.PRIVATE, accept.level()));
        } else if (action instanceof Action.Repeat repeat) {
            return new Program.Repeat(Math.toIntExact(repeat.count()), items(repeat.actions()));
        } else if (action instanceof Action.Loop loop) {
            return new Program.Loop(items(loop.actions()), results(loop.until()));
        }
        return new Program.Op(GuestOp.of(kind(action), 0, GuestOp.Side.PRIVATE));
    }

    private static List<Program.Item> items(List<Action> actions) {
        return actions.stream().map(ProgramBuilder::item).toList();
    }

    /** The language and the vCPU have the same words; what the vCPU has not, the language refuses. */
    private static GuestOp.Kind kind(Action action) {
        return GuestOp.Kind.valueOf(action.verb().name());
    }
}
