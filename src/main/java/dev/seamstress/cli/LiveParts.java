package dev.seamstress.cli;

import dev.seamstress.scenario.plan.VmSettings;
import dev.seamstress.world.World;
import java.util.List;
import java.util.Locale;

/** Which parts of the module a scenario has asked for, in the words of verdicts. */
final class LiveParts {
    private LiveParts() {}

    /** As a verdict lists them: what is off is said, so that nobody takes it for checked. */
    static List<String> of(World world) {
        String timers = "timers " + timers(world);
        return isStepFiltered(world) ? List.of(timers) : List.of(timers, "zero-step off");
    }

    /** The stepping filter: {@code live} or {@code off}. */
    static String zeroStep(World world) {
        return isStepFiltered(world) ? "live" : "off";
    }

    /** Whether timeouts elapse: {@code any} or {@code never}. */
    static String timers(World world) {
        return world.scenario().vm().timers().name().toLowerCase(Locale.ROOT);
    }

    private static boolean isStepFiltered(World world) {
        return world.scenario().vm().td().zeroStep() == VmSettings.ZeroStep.LIVE;
    }

    /** What a proof takes for granted because of it; may be empty. */
    static List<String> assumptions(World world) {
        boolean isTimeless = world.scenario().vm().timers() == VmSettings.Timers.NEVER;
        if (isTimeless && !isStepFiltered(world)) {
            return List.of("timers never fire, and the module's zero-step filter is off");
        } else if (isTimeless) {
            return List.of("timers never fire");
        }
        return isStepFiltered(world) ? List.of() : List.of("the module's zero-step filter is off");
    }
}
