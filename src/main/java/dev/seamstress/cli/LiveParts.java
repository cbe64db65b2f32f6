package dev.seamstress.cli;

import dev.seamstress.check.KvmBugs;
import dev.seamstress.check.invariant.Invariants;
import dev.seamstress.scenario.plan.VmSettings;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a scenario switches on and off of what could be looked at, in the words of verdicts. */
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

    /** What is not looked at because of what the script does, in the words of verdicts; may be empty. */
    static List<String> exceptions(World world) {
        List<String> exceptions = new ArrayList<>();
        if (KvmBugs.isAnyExcused(world.scenario())) {
            exceptions.add("a KVM_BUG_ON that answers the injected error is none, and invariants end with it");
        }
        if (world.scenario().hasSeamcall()) {
            exceptions.add(Invariants.KVMS_PROTOCOL + " off, as the script makes SEAMCALLs behind KVM's back");
        }
        return exceptions;
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
