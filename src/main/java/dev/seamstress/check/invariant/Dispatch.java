package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which checks run when: the triggers of some rules, sorted by what fires them. Immutable. */
final class Dispatch {
    /** A check and the rule that it belongs to; {@code number} is the rule's place among all. */
    record Bound(int number, Invariant rule, int groups, Invariant.Check check) {}

    private static final Bound[] NONE = {};

    private final List<Invariant> rules;
    private final Bound[][] byStore = new Bound[WordGroup.values().length][];
    private final Bound[][] byEvent = new Bound[Event.values().length][];
    private final Bound[] byTouch;
    private final Bound[] byVcpuStep;
    private final Bound[] byEntry;
    private final Bound[] atRest;

    Dispatch(List<Invariant> rules) {
        this.rules = rules;
        for (WordGroup group : WordGroup.values()) {
            byStore[group.ordinal()] = bound(Invariant.Kind.STORE, trigger -> (trigger.groups() & group.bit()) != 0);
        }
        for (Event event : Event.values()) {
            byEvent[event.ordinal()] =
                    bound(Invariant.Kind.EVENT, trigger -> trigger.events().contains(event));
        }
        byTouch = bound(Invariant.Kind.TOUCH, trigger -> true);
        byVcpuStep = bound(Invariant.Kind.VCPU_STEP, trigger -> true);
        byEntry = bound(Invariant.Kind.ENTRY, trigger -> true);
        atRest = bound(Invariant.Kind.REST, trigger -> true);
    }

    private Bound[] bound(Invariant.Kind kind, Predicate<Invariant.Trigger> isMeant) {
        List<Bound> bound = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            for (Invariant.Trigger trigger : rules.get(i).triggers()) {
                if (trigger.kind() == kind && isMeant.test(trigger)) {
                    bound.add(new Bound(i, rules.get(i), trigger.groups(), trigger.check()));
                }
            }
        }
        return bound.toArray(NONE);
    }

    /** What runs for each store to a word of the group. */
    Bound[] store(WordGroup group) {
        return byStore[group.ordinal()];
    }

    /** What runs when the event is told. */
    Bound[] event(Event event) {
        return byEvent[event.ordinal()];
    }

    /** What runs at the end of a step that stored to one of a check's groups. */
    Bound[] touch() {
        return byTouch;
    }

    /** What runs at the end of a vCPU's step. */
    Bound[] vcpuStep() {
        return byVcpuStep;
    }

    /** What runs at the end of a step in which a vCPU has entered the guest. */
    Bound[] entry() {
        return byEntry;
    }

    /** What runs when everything is at rest. */
    Bound[] rest() {
        return atRest;
    }
}
