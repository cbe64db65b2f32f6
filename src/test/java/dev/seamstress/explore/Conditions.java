package dev.seamstress.explore;

import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.ResolvedClaim;
import java.util.ArrayList;
import java.util.List;

/** Takes claims apart into what a state shows and what only its history does. */
final class Conditions {
    private Conditions() {}

    /** The claim less those of its conjuncts that are about events. */
    static ResolvedClaim withoutHistory(ResolvedClaim claim) {
        List<Condition> left = new ArrayList<>();
        for (Condition part : conjuncts(claim.condition())) {
            if (!isHistory(part)) {
                left.add(part);
            }
        }
        return new ResolvedClaim(
                claim.kind(), claim.number(), claim.scope(), new Condition.And(left), claim.events(), claim.text());
    }

    static List<Condition> conjuncts(Condition condition) {
        return condition instanceof Condition.And and ? and.of() : List.of(condition);
    }

    /** True if the condition asks for no event. */
    static boolean isOfAState(Condition condition) {
        if (condition instanceof Condition.And and) {
            return and.of().stream().allMatch(Conditions::isOfAState);
        } else if (condition instanceof Condition.Or or) {
            return or.of().stream().allMatch(Conditions::isOfAState);
        }
        return !isHistory(condition);
    }

    private static boolean isHistory(Condition condition) {
        if (condition instanceof Condition.And || condition instanceof Condition.Or) {
            throw new AssertionError("a nested condition is not taken apart: " + condition);
        }
        if (condition instanceof Condition.Not not) {
            return isHistory(not.of());
        }
        return condition instanceof Condition.EventCount || condition instanceof Condition.Seen;
    }
}
