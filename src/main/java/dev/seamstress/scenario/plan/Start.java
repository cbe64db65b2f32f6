package dev.seamstress.scenario.plan;

import java.util.List;

/** The first state as far as the scenario gives it, and the names it gives to gfns. */
public record Start(List<Slot> slots, List<NamedGfn> names, List<Fact> facts, List<Injection> injections) {
    public Start {
        slots = List.copyOf(slots);
        names = List.copyOf(names);
        facts = List.copyOf(facts);
        injections = List.copyOf(injections);
    }
}
