package dev.seamstress.world;

import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Injection;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.OnFault;
import dev.seamstress.scenario.words.Outcome;
import dev.seamstress.scenario.words.When;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Why vCPUs that no word of a scenario names can still not be exchanged, told from its text.
 *
 * <p>What is not foreseen here ends a search by {@code SymmetryBroken}, and it starts again without symmetry.
 */
final class SymmetryLimits {
    private final ResolvedScenario scenario;
    private final List<ColumnId> members;

    /** {@code members}: the vCPUs that nothing names. */
    SymmetryLimits(ResolvedScenario scenario, List<ColumnId> members) {
        this.scenario = scenario;
        this.members = members;
    }

    /** The reason, or null if there is none. */
    String reason() {
        if (!areScriptsAlike()) {
            return "the scripts of vCPUs that nothing names differ";
        }
        if (scenario.hasSeamcall()) {
            return "a raw SEAMCALL may name a vCPU";
        }
        if (scenario.columns().stream().anyMatch(SymmetryLimits::waits)) {
            return "a column waits, and what it waits for may be one vCPU's";
        }
        if (scenario.columns().stream().anyMatch(column -> has(column, DestroyOps::isOne))) {
            // Nothing is lost: while a column is not over that may go through them by number none are merged, and when
            // that one is, they are gone.
            return "the vCPUs are destroyed in the order of their numbers";
        }
        if (members.stream().map(scenario::column).anyMatch(SymmetryLimits::converts)) {
            return "a vCPU that converts memory kicks the others in the order of their numbers";
        }
        for (Injection injection : scenario.start().injections()) {
            if (injection.column() != null) {
                return "an injection names a column";
            } else if (injection.outcome() != Outcome.BUSY) {
                return "after an injected failure a vCPU kicks the others in the order of their numbers";
            } else if (injection.when() == When.ANY) {
                return "the coins that the module tosses for an injection lie in the order of the calls";
            }
        }
        return scenario.claims().stream().anyMatch(SymmetryLimits::asksWho)
                ? "a claim asks who was in the way, and of several the one with the lowest number is told"
                : null;
    }

    private boolean areScriptsAlike() {
        for (ColumnId id : members) {
            ColumnScript script = scenario.column(id);
            ColumnScript first = members.stream()
                    .map(scenario::column)
                    .filter(other -> other.symmetry() == script.symmetry())
                    .findFirst()
                    .orElseThrow();
            if (!WhatItDoes.of(script).equals(WhatItDoes.of(first))) {
                return false;
            }
        }
        return true;
    }

    private static boolean waits(ColumnScript column) {
        return has(column, action -> action instanceof Action.Wait || action instanceof Action.OnEvent);
    }

    /** True if the column is a vCPU's that writes memory attributes, or may. */
    static boolean converts(ColumnScript column) {
        return column.onFault() == OnFault.CONVERT || has(column, Action.SetAlias.class::isInstance);
    }

    private static boolean has(ColumnScript column, Predicate<Action> which) {
        return column.operations().stream().map(Operation::action).anyMatch(action -> has(action, which));
    }

    private static boolean has(Action action, Predicate<Action> which) {
        if (action instanceof Action.Repeat repeat) {
            return repeat.actions().stream().anyMatch(inner -> has(inner, which));
        } else if (action instanceof Action.Loop loop) {
            return loop.actions().stream().anyMatch(inner -> has(inner, which));
        }
        return which.test(action);
    }

    private static boolean asksWho(ResolvedClaim claim) {
        return Stream.concat(claim.events().stream(), claim.counted().stream()).anyMatch(event -> event.by() != null);
    }
}
