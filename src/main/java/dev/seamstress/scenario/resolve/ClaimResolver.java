package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.Claim;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.Cond;
import dev.seamstress.scenario.ast.Event;
import dev.seamstress.scenario.ast.Label;
import dev.seamstress.scenario.ast.Operand;
import dev.seamstress.scenario.parse.Limits;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.text.Printer;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.scenario.words.Relation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Resolves claims. A test that has no meaning is reported and the rest of its claim is still checked. */
final class ClaimResolver {
    private final Scope scope;
    private final TestResolver tests;
    private final EventResolver events;
    private final Map<Quantifier, Integer> counts = new EnumMap<>(Quantifier.class);
    private boolean areResultsKnown;
    private boolean isResultRefused;

    ClaimResolver(Scope scope, TestResolver tests, EventResolver events) {
        this.scope = scope;
        this.tests = tests;
        this.events = events;
    }

    /** The claims in order; those with errors are left out. */
    List<ResolvedClaim> resolve(List<Claim> claims) {
        if (claims.size() > Limits.CLAIMS) {
            scope.error(claims.get(Limits.CLAIMS).at(), "too many claims", "a scenario has at most 64 claims");
        }
        List<ResolvedClaim> resolved = new ArrayList<>();
        for (Claim claim : claims.subList(0, Math.min(claims.size(), Limits.CLAIMS))) {
            ResolvedClaim each =
                    claim instanceof Claim.Order order ? order(order) : quantified((Claim.Quantified) claim);
            if (each != null) {
                resolved.add(each);
            }
        }
        return resolved;
    }

    /** How many claims of each kind there are. */
    Map<Quantifier, Integer> counts() {
        return counts;
    }

    private ResolvedClaim order(Claim.Order claim) {
        int number = counts.merge(Quantifier.ORDER, 1, Integer::sum);
        if (claim.events().size() < 2) {
            scope.error(claim.at(), "an order has at least two events", "it is `order (a -> b)`");
            return null;
        }
        List<EventPattern> patterns = new ArrayList<>();
        for (Event event : claim.events()) {
            try {
                patterns.add(events.event(event, GfnResolver.NO_ME));
            } catch (Unresolved e) {
                // Reported.
            }
        }
        if (patterns.size() < claim.events().size()) {
            return null;
        }
        String text = Printer.PLAIN.claim(claim);
        return new ResolvedClaim(Quantifier.ORDER, number, ResolvedClaim.Scope.EVERYWHERE, null, patterns, text);
    }

    private ResolvedClaim quantified(Claim.Quantified claim) {
        Quantifier quant = claim.quant();
        int number = counts.merge(quant, 1, Integer::sum);
        areResultsKnown = quant == Quantifier.FINALLY || quant == Quantifier.SOMETIMES;
        isResultRefused = false;
        if (claim.atRest() != null && areResultsKnown) {
            scope.error(
                    claim.atRest().at(),
                    "`at rest` belongs to `always` and `never`",
                    "leave it out of `" + quant.word() + "`");
        }
        Condition condition = cond(claim.cond());
        if (condition == null) {
            return null;
        }
        ResolvedClaim.Scope states =
                claim.atRest() == null ? ResolvedClaim.Scope.EVERYWHERE : ResolvedClaim.Scope.AT_REST;
        return new ResolvedClaim(quant, number, states, condition, List.of(), Printer.PLAIN.claim(claim));
    }

    /** The condition, or null if a part of it was reported. */
    private Condition cond(Cond cond) {
        if (cond instanceof Cond.And and) {
            List<Condition> of = all(and.of());
            return of == null ? null : new Condition.And(of);
        }
        if (cond instanceof Cond.Or or) {
            List<Condition> of = all(or.of());
            return of == null ? null : new Condition.Or(of);
        }
        if (cond instanceof Cond.Not not) {
            Condition of = cond(not.of());
            return of == null ? null : new Condition.Not(of);
        }
        try {
            return test(cond);
        } catch (Unresolved e) {
            return null;
        }
    }

    private List<Condition> all(List<Cond> conds) {
        List<Condition> of = new ArrayList<>();
        boolean isWhole = true;
        for (Cond cond : conds) {
            Condition each = cond(cond);
            isWhole &= each != null;
            of.add(each);
        }
        return isWhole ? of : null;
    }

    private Condition test(Cond cond) {
        if (cond instanceof Cond.Bool bool) {
            refuseResults(bool.term());
            return tests.alone(bool.term());
        }
        if (cond instanceof Cond.In in) {
            refuseResults(in.left());
            return tests.compare(in.left(), Relation.EQ, in.set());
        }
        Cond.Test test = (Cond.Test) cond;
        boolean isFlipped = !TestResolver.isSubject(test.left()) && TestResolver.isSubject(test.right());
        Operand subject = isFlipped ? test.right() : test.left();
        Operand value = isFlipped ? test.left() : test.right();
        refuseResults(subject);
        return tests.compare(subject, isFlipped ? test.rel().flipped() : test.rel(), List.of(value));
    }

    /** Results in a claim about every state: reported once a claim. */
    private void refuseResults(Operand subject) {
        boolean isResult = subject instanceof Label || subject instanceof ColumnRef;
        if (!isResult || areResultsKnown) {
            return;
        }
        if (!isResultRefused) {
            isResultRefused = true;
            tests.refuseResult(subject);
        }
        throw new Unresolved();
    }

    /** For a hint: the claims there are, {@code never#1, finally#1}. */
    String names() {
        List<String> names = new ArrayList<>();
        counts.forEach((quant, count) -> {
            for (int number = 1; number <= count; number++) {
                names.add(quant.word() + "#" + number);
            }
        });
        return Near.list(names, "and");
    }
}
