package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.words.Verb;

/** Checks that a VM is destroyed once, and that its column does nothing after that. */
final class EndOfVm {
    private final Scope scope;
    private Column column;

    EndOfVm(Scope scope) {
        this.scope = scope;
    }

    /** The next operation of a column, by rows. */
    void next(Op op, Column here) {
        if (hasInside(op)) {
            scope.error(op.at(), "`vmdestroy` cannot stand in a `repeat` or `loop`", "a VM is destroyed once");
        } else if (CellChecker.verb(op) == Verb.VMDESTROY) {
            destroy(op, here);
        } else if (here.equals(column)) {
            scope.error(op.at(), "nothing can stand below `vmdestroy`", "the VM is gone; let another column do it");
        }
    }

    private void destroy(Op op, Column here) {
        if (column != null || here.count() > 1) {
            scope.error(op.at(), "`vmdestroy` stands twice", "a VM is destroyed once");
            return;
        }
        column = here;
    }

    private static boolean hasInside(Op op) {
        return CellChecker.inner(op).stream()
                .anyMatch(inner -> CellChecker.verb(inner) == Verb.VMDESTROY || hasInside(inner));
    }
}
