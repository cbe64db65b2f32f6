package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.Event;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * A rule: what it says, when it must hold, where it is from, and the checks that find out.
 *
 * <p>Immutable; the checks are functions of a {@link Look} and have no state.
 *
 * @param name as verdicts call it: V and a number for KVM, I and a number for the TDX module
 * @param statement what holds
 * @param source the code that keeps it, or what relies on it
 */
public record Invariant(String name, String statement, String source, When when, List<Trigger> triggers) {
    /** When an invariant must hold. */
    public enum When {
        /** After every step. */
        STEP,
        /** At rest: every thread between two operations, in guest mode, done or stopped, and nothing under way. */
        REST
    }

    /** What makes a check run. */
    enum Kind {
        /** A store to a word of some groups; the check runs once for each, when the step is over. */
        STORE,
        /** An event; the check runs when it is told, in the middle of the step. */
        EVENT,
        /** The end of a step that stored to words of some groups. */
        TOUCH,
        /** The end of a step of a vCPU. */
        VCPU_STEP,
        /** The end of a step in which a vCPU has entered the guest. */
        ENTRY,
        /** The end of a step that left everything at rest. */
        REST
    }

    /** The look for an offence: tells what is wrong, with names and values, or null. */
    @FunctionalInterface
    interface Check {
        String offence(Look look);
    }

    /** A check and what makes it run; {@code groups} in bits of {@link WordGroup}. */
    record Trigger(Kind kind, int groups, EnumSet<Event> events, Check check) {}

    public Invariant {
        triggers = List.copyOf(triggers);
    }

    /** Whose rule it is: the TDX module's, or else KVM's. */
    public boolean isOfModule() {
        return name.matches("I\\d+");
    }

    /** A rule that must hold after every step. */
    static Invariant always(String name, String statement, String source) {
        return new Invariant(name, statement, source, When.STEP, List.of());
    }

    /** A rule that must hold at rest. */
    static Invariant atRest(String name, String statement, String source) {
        return new Invariant(name, statement, source, When.REST, List.of());
    }

    private Invariant with(Trigger trigger) {
        List<Trigger> all = new ArrayList<>(triggers);
        all.add(trigger);
        return new Invariant(name, statement, source, when, all);
    }

    Invariant onStore(Check check, WordGroup... groups) {
        return with(new Trigger(Kind.STORE, WordGroup.bits(groups), EnumSet.noneOf(Event.class), check));
    }

    Invariant onEvent(Check check, Event first, Event... others) {
        return with(new Trigger(Kind.EVENT, 0, EnumSet.of(first, others), check));
    }

    Invariant onTouch(Check check, WordGroup... groups) {
        return with(new Trigger(Kind.TOUCH, WordGroup.bits(groups), EnumSet.noneOf(Event.class), check));
    }

    Invariant onVcpuStep(Check check) {
        return with(new Trigger(Kind.VCPU_STEP, 0, EnumSet.noneOf(Event.class), check));
    }

    Invariant onEntry(Check check) {
        return with(new Trigger(Kind.ENTRY, 0, EnumSet.noneOf(Event.class), check));
    }

    Invariant onRest(Check check) {
        return with(new Trigger(Kind.REST, 0, EnumSet.noneOf(Event.class), check));
    }
}
