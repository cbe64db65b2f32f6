package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.Index;
import dev.seamstress.scenario.ast.Label;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.OperationRef;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.words.ColumnKind;
import java.util.ArrayList;
import java.util.List;

/** Turns labels into the operations they stand for. */
final class Labels {
    private final Scope scope;

    Labels(Scope scope) {
        this.scope = scope;
    }

    /**
     * What is known about the label. Errors: a name that no cell has is reported, Unresolved; so, silently, is the label
     * of a broken cell.
     */
    LabelInfo info(Label label) {
        LabelInfo info = scope.labels().get(label.name());
        if (info != null) {
            return info;
        }
        if (scope.damage().labels().contains(label.name())) {
            throw new Unresolved();
        }
        throw scope.unknown("label", label.name(), unknown(label));
    }

    private Problem unknown(Label label) {
        String name = label.name();
        if (scope.gfns().containsKey(name)) {
            return Problem.error(
                    label.at(), "`" + name + "` is a gfn, not a label", "ask for its state: `sept(" + name + ")`");
        }
        String near = Near.best(name, new ArrayList<>(scope.labels().keySet()));
        String hint = near != null
                ? "did you mean `" + near + "`?"
                : "a label stands before its operation: `" + name + ": load`";
        return Problem.error(label.at(), "no operation is labelled `" + name + "`", hint);
    }

    /** The operations that a label stands for: one, or one in each column of a ranged one. */
    List<OperationRef> operations(Label label, int me) {
        LabelInfo info = info(label);
        Column column = info.column();
        if (column == null) {
            throw new Unresolved();
        }
        if (label.index() != null) {
            int number = number(label.index(), me);
            if (number < column.first() || number > column.last()) {
                throw scope.unresolved(
                        label.at(),
                        "`" + label.name() + "` is not in column "
                                + column.kind().column(number),
                        "it is in " + column.text());
            }
            if (column.kind() == ColumnKind.P && column.isRanged()) {
                scope.nameVcpu(number);
            }
            return List.of(new OperationRef(new ColumnId(column.kind(), number), info.index()));
        }
        List<OperationRef> refs = new ArrayList<>();
        for (int number = column.first(); number <= column.last(); number++) {
            refs.add(new OperationRef(new ColumnId(column.kind(), number), info.index()));
        }
        return refs;
    }

    private int number(Index index, int me) {
        if (index.perMe() == null) {
            return (int) Math.min(Integer.MAX_VALUE, index.constant().value());
        }
        if (me == GfnResolver.NO_ME) {
            throw scope.unresolved(
                    index.at(), "`me` means nothing here", "it is the number of a vCPU, in its own column");
        }
        return (int) Math.min(Integer.MAX_VALUE, me * Math.min(index.perMe().value(), 1 << 20));
    }

    /** The operations that {@code wait} at {@code here} waits for. A column cannot wait for itself. */
    List<OperationRef> waitFor(Label label, OperationRef here) {
        int me = here.column().kind() == ColumnKind.P ? here.column().number() : GfnResolver.NO_ME;
        List<OperationRef> refs = operations(label, me);
        for (OperationRef ref : refs) {
            if (ref.column().equals(here.column()) && ref.index() >= here.index()) {
                At at = label.at();
                throw scope.unresolved(
                        at,
                        "column " + here.column().name() + " would wait here for ever",
                        "`" + label.name() + "` is in the same column, and not above");
            }
        }
        return refs;
    }
}
