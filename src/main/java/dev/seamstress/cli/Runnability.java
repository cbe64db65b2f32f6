package dev.seamstress.cli;

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
        for (Target target : KernelChoice.own(scenario)) {
            try {
                World.of(scenario, KernelChoice.of(target));
            } catch (NotModelledException e) {
                e.words().stream().filter(word -> !missing.contains(word)).forEach(missing::add);
            }
        }
        return missing;
    }
}
