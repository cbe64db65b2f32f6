package dev.seamstress.cli;

import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;

/** What keeps a scenario without errors from running in this version. */
final class Runnability {
    private Runnability() {}

    /** The words that are missing under any of the scenario's own models; empty if it runs under all of them. */
    static List<String> missing(ResolvedScenario scenario) {
        List<String> missing = new ArrayList<>();
        // A mutation of the file itself is in every target, and World refuses it by name.
        boolean hasPlain = scenario.targets().stream()
                .anyMatch(target -> target.mutations().isEmpty());
        for (Target target : scenario.targets()) {
            if (!target.mutations().isEmpty() && hasPlain) {
                continue;
            }
            try {
                World.of(scenario, KernelVariant.named(target.model()));
            } catch (NotModelledException e) {
                e.words().stream().filter(word -> !missing.contains(word)).forEach(missing::add);
            }
        }
        return missing;
    }
}
