package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.Words;
import java.util.List;

/**
 * A scenario that begins without a TD: KVM knows of none, so nothing in it may be KVM's work. It calls the module
 * itself, from VMM columns.
 */
final class NoTd {
    private static final String OPTION = "`td { state = none; }`";
    private static final List<String> TERMS = List.of("mirror", "sept", "direct", "#roots", "vcpu", "zerostep");

    private final Scope scope;

    NoTd(Scope scope) {
        this.scope = scope;
    }

    /** Reports columns, operations and facts that want a TD. */
    void check(Scenario scenario) {
        for (Column column : scenario.grid().columns()) {
            if (column.kind() != ColumnKind.VMM) {
                scope.error(
                        column.at(),
                        "there is no TD for column " + column.text(),
                        OPTION + " has VMM columns only, which call the module themselves");
            }
        }
        scenario.grid()
                .rows()
                .forEach(row -> row.cells().stream()
                        .filter(cell -> !cell.isEmpty())
                        .map(Cell::op)
                        .forEach(this::check));
        for (Decl decl : scenario.decls()) {
            if (decl instanceof Decl.Fact fact
                    && TERMS.contains(fact.term().name().text())) {
                scope.error(fact.at(), "there is no TD that this could be a fact of", OPTION + " begins without one");
            }
        }
    }

    private void check(Op op) {
        if (op instanceof Op.Repeat repeat) {
            repeat.ops().forEach(this::check);
        } else if (op instanceof Op.Loop loop) {
            loop.ops().forEach(this::check);
        } else if (op instanceof Op.AddSlot || op instanceof Op.Plain plain && !isAllowed(plain)) {
            String verb = op instanceof Op.Plain plain ? plain.verb().text() : Verb.ADDSLOT.word();
            scope.error(
                    op.at(),
                    "there is no TD for `" + verb + "`",
                    "with " + OPTION + " threads do `seamcall`, `wait` and `on` only");
        }
    }

    private static boolean isAllowed(Op.Plain op) {
        Verb verb = Words.find(Verb.class, op.verb().text());
        return verb == null || verb == Verb.SEAMCALL || verb == Verb.WAIT || verb == Verb.AT;
    }
}
