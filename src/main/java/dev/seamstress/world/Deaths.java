package dev.seamstress.world;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.VmSettings;
import dev.seamstress.scenario.words.Outcome;
import dev.seamstress.scenario.words.Verb;
import java.util.function.Predicate;

/** Of what a VM may die in a scenario. It may promise too much. */
record Deaths(ResolvedScenario scenario, KernelModel model) {
    /** True if it may die at all. */
    boolean areMet() {
        return areOutlived() || isChanged() || isAny(BuildOps::isCall) || isAny(Deaths::isSharedFetch);
    }

    /** True if it may die and nothing be wrong with that: of a pending page, or of an error that is injected. */
    boolean areOutlived() {
        boolean endsVm = scenario.vm().td().veOnPending() == VmSettings.VeOnPending.DISABLED;
        return endsVm && isAny(Deaths::isPlainPrivate)
                || scenario.start().injections().stream().anyMatch(each -> each.outcome() != Outcome.BUSY);
    }

    /** A kernel in which a KVM_BUG_ON may be met: one with a planted bug, or with its fixes taken out. */
    private boolean isChanged() {
        return !model.changes().isEmpty() || model.variant().isReconstructed();
    }

    private boolean isAny(Predicate<Action> which) {
        return ScriptFootprint.actions(scenario).stream().anyMatch(which);
    }

    /** An access to private memory that may find the page PENDING. A {@code fault} never tells KVM so. */
    private static boolean isPlainPrivate(Action action) {
        return action instanceof Action.Access access
                && access.alias() == Action.Alias.PRIVATE
                && access.verb() != Verb.FAULT;
    }

    private static boolean isSharedFetch(Action action) {
        return action instanceof Action.Access access
                && access.alias() == Action.Alias.SHARED
                && access.verb() == Verb.EXEC;
    }
}
