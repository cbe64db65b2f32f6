package dev.seamstress.explore;

import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a search has been through: in which place each machine took which message, and which steps of the procedures
 * that were entered nobody ever made.
 *
 * <p>Shape: a place is a thread's next step, or an owner as a whole. Procedures that were never entered are no gaps: a
 * scenario is about some of the code only.
 */
public final class Coverage {
    /** Every step that was made. */
    private final Tags<Step> made = new Tags<>(Coverage::hash, step -> 0);

    private final Tags<Step> places =
            new Tags<>(Coverage::hash, step -> Mix.tag(kind(step).getName()) + step.ordinal());
    private final Tags<Class<?>> messages =
            new Tags<>(kind -> kind.getName().hashCode(), kind -> Mix.tag(kind.getName()));

    private long[] triples = new long[1 << 8];
    private int count;

    /** A machine takes a message; its step has not begun. */
    void took(Machine machine, Message message) {
        Step at = machine instanceof KernelThread thread ? thread.at() : null;
        long place = at == null ? 0 : places.of(at);
        add(Mix.mix(machine.id(), place, messages.of(message.getClass())));
    }

    private static int hash(Step step) {
        return 31 * step.getClass().getName().hashCode() + step.ordinal();
    }

    private static Class<?> kind(Step step) {
        return step instanceof Enum<?> constant ? constant.getDeclaringClass() : step.getClass();
    }

    private void add(long triple) {
        int mask = triples.length - 1;
        int at = (int) triple & mask;
        while (triples[at] != 0) {
            if (triples[at] == triple) {
                return;
            }
            at = at + 1 & mask;
        }
        triples[at] = triple;
        if (++count > triples.length / 2) {
            long[] old = triples;
            triples = new long[old.length * 2];
            count = 0;
            for (long one : old) {
                if (one != 0) {
                    add(one);
                }
            }
        }
    }

    /** A thread has made a step of a procedure. */
    void ran(Step step) {
        made.of(step);
    }

    /** How many different triples of machine, place and message were met. */
    public int triples() {
        return count;
    }

    /** The steps that nobody made, of procedures that were entered: {@code TdpMmuMap.LOST}, in alphabetical order. */
    public List<String> gaps() {
        Set<Step> seen = new LinkedHashSet<>(made.list());
        TreeSet<String> gaps = new TreeSet<>();
        for (Step one : made.list()) {
            for (Object constant : one instanceof Enum<?> ? kind(one).getEnumConstants() : new Object[0]) {
                Step step = (Step) constant;
                if (!seen.contains(step)) {
                    gaps.add(owner(kind(one)) + "." + step.name());
                }
            }
        }
        return new ArrayList<>(gaps);
    }

    private static String owner(Class<?> kind) {
        Class<?> outer = kind.getEnclosingClass();
        return (outer == null ? kind : outer).getSimpleName();
    }

    /** Adds what somebody else has been through. */
    void addAll(Coverage other) {
        for (long triple : other.triples) {
            if (triple != 0) {
                add(triple);
            }
        }
        other.made.list().forEach(this::ran);
    }
}
