package dev.seamstress.world;

import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.VmKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * Scripts that change memslots without end. Each update has a generation of its own, so generations count in comparison
 * only there, or not at all where nobody can compare them: no entry is MMIO.
 */
final class MemslotLoops {
    private static final Set<Verb> CHANGES = EnumSet.of(Verb.ADDSLOT, Verb.DELSLOT, Verb.MOVESLOT);

    private MemslotLoops() {}

    /** True if memslots change in a loop that may have no end. */
    static boolean isEndless(ResolvedScenario scenario) {
        return scenario.columns().stream()
                .flatMap(column -> column.operations().stream())
                .anyMatch(operation -> operation.action() instanceof Action.Loop loop
                        && ScriptFootprint.actions(loop).stream().anyMatch(action -> CHANGES.contains(action.verb())));
    }

    /**
     * True if some access or prefault can find no memslot and be taken for one to a device, or the generation is one
     * that wraps. A TD's private accesses cannot: one without a memslot is a memory fault.
     */
    static boolean mayCompareGenerations(ResolvedScenario scenario) {
        return TdStart.isAboutToWrap(scenario)
                || ScriptFootprint.actions(scenario).stream().anyMatch(action -> mayBeMmio(action, scenario));
    }

    private static boolean mayBeMmio(Action action, ResolvedScenario scenario) {
        if (action instanceof Action.Access access) {
            return access.alias() == Action.Alias.SHARED || scenario.vm().kind() != VmKind.TDX;
        }
        return action instanceof Action.Prefault;
    }
}
