package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import java.util.List;

/**
 * Facts of faults that the module has counted already. Six are a number; the seventh is on the module's list, so there
 * must be a page that it was at: that of the vCPU's first operation.
 */
final class SteppingFacts {
    /** The most that a fact can say. */
    static final int LISTED = 7;

    private final Scope scope;

    SteppingFacts(Scope scope) {
        this.scope = scope;
    }

    /** Reports each fact of seven faults whose vCPU does not begin with a private access. */
    void check(List<Decl> decls, List<ColumnScript> columns) {
        for (Decl decl : decls) {
            if (decl instanceof Decl.Fact fact && isListed(fact)) {
                ColumnRef vcpu = (ColumnRef) fact.term().args().get(0);
                if (!beginsWithPrivateAccess(vcpu.number(), columns)) {
                    scope.error(
                            fact.value().at(),
                            "the seventh fault is at a page, and "
                                    + ColumnId.vcpu(vcpu.number()).name() + " does not begin with an access to one",
                            "let its first operation be `fault`, `read`, `write` or `exec` of a private gfn");
                }
            }
        }
    }

    private static boolean isListed(Decl.Fact fact) {
        return fact.term().name().text().equals("zerostep")
                && fact.value() instanceof IntRef number
                && number.value().value() == LISTED;
    }

    private static boolean beginsWithPrivateAccess(int vcpu, List<ColumnScript> columns) {
        return columns.stream()
                .filter(column -> column.id().equals(ColumnId.vcpu(vcpu)))
                .filter(column -> !column.operations().isEmpty())
                .map(column -> column.operations().get(0).action())
                .anyMatch(action -> action instanceof Action.Access access && access.alias() == Action.Alias.PRIVATE);
    }
}
