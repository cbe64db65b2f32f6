package dev.seamstress.check;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.Injection;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.Outcome;

/**
 * Which KVM_BUG_ON is one: all but that which answers a status that the script has injected as an error. KVM does right
 * to fire there; what a script that injects errors asks is what comes after it.
 */
public final class KvmBugs {
    private final boolean hasErrors;

    public KvmBugs(ResolvedScenario scenario) {
        hasErrors = isAnyExcused(scenario);
    }

    /** True if the script injects errors, so that a KVM_BUG_ON may be what it wants. */
    public static boolean isAnyExcused(ResolvedScenario scenario) {
        return scenario.start().injections().stream().anyMatch(injection -> injection.outcome() == Outcome.ERROR);
    }

    /** True if the event is a KVM_BUG_ON that counts; {@code detail} is its second number. */
    public boolean is(Event event, long detail) {
        return event == Event.BUG_ON && !(hasErrors && detail == Injection.ERROR_STATUS);
    }
}
