package dev.seamstress.explore;

import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * What a search has been through: in which place each machine took which message, and which steps of the procedures
 * that were entered nobody ever made.
 *
 * <p>Shape: a place is a thread's next step, or an owner as a whole. Procedures that were never entered are no gaps: a
 * scenario is about some of the code only.
 */
public final class Coverage {
    /** Kinds of message and procedure are numbered as they come. */
    private final KindNumbers kinds = new KindNumbers();

    private long[] triples = new long[1 << 8];
    private int count;
    private long[] made = new long[1 << 6];

    /** A machine takes a message; its step has not begun. */
    void took(Machine machine, Message message) {
        Step at = machine instanceof KernelThread thread ? thread.at() : null;
        long place = at == null ? 0 : kinds.tag(kind(at)) + at.ordinal();
        add(Mix.mix(machine.id(), place, kinds.tag(message.getClass())));
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
        int kind = kinds.of(kind(step));
        if (kind >= made.length) {
            made = Arrays.copyOf(made, Math.max(kind + 1, made.length * 2));
        }
        made[kind] |= 1L << step.ordinal();
    }

    /** How many different triples of machine, place and message were met. */
    public int triples() {
        return count;
    }

    /** The steps that nobody made, of procedures that were entered: {@code TdpMmuMap.LOST}, in alphabetical order. */
    public List<String> gaps() {
        TreeSet<String> gaps = new TreeSet<>();
        for (Class<?> kind : kinds.list()) {
            if (Step.class.isAssignableFrom(kind) && kind.isEnum()) {
                long steps = kinds.of(kind) < made.length ? made[kinds.of(kind)] : 0;
                for (Object constant : kind.getEnumConstants()) {
                    Step step = (Step) constant;
                    if (steps != 0 && (steps >>> step.ordinal() & 1) == 0) {
                        gaps.add(owner(kind) + "." + step.name());
                    }
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
        for (Class<?> kind : other.kinds.list()) {
            int theirs = other.kinds.of(kind);
            int ours = kinds.of(kind);
            if (ours >= made.length) {
                made = Arrays.copyOf(made, Math.max(ours + 1, made.length * 2));
            }
            made[ours] |= theirs < other.made.length ? other.made[theirs] : 0;
        }
    }
}
