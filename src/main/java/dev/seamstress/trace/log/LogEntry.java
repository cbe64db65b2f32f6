package dev.seamstress.trace.log;

import dev.seamstress.core.machine.Event;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One line of an event log: what every other picture of a run is made from.
 *
 * <p>Shape: first a {@link Head}, then each {@link First} and each {@link State} of before the first step, last an
 * {@link End}, before it each {@link Waiting}, in between in the order in which things happened. Steps count from 0;
 * ids of actors are those of the head; a gfn never has the shared bit; levels are KVM's, 1 is 4K.
 */
public sealed interface LogEntry {
    /** The version of the format that is written; it and all before it are read. 2 has {@link State}. */
    int VERSION = 2;

    /**
     * Which run this is.
     *
     * @param hash names the scenario, as verdicts do
     * @param isReproducible the same command makes the same log again
     * @param choices what made the choices, such as {@code seed 42}
     * @param nsPerStep virtual nanoseconds a step; as long as steps have no costs, 1000
     * @param actors the name of actor {@code id} stands at index {@code id}
     * @param again the command that makes the run again; empty if the log does not say it
     * @param names the scenario's names of gfns
     */
    record Head(
            String scenario,
            String hash,
            String model,
            String module,
            String driver,
            boolean isReproducible,
            String choices,
            long nsPerStep,
            List<String> actors,
            String again,
            SortedMap<String, Long> names)
            implements LogEntry {
        public Head {
            actors = List.copyOf(actors);
            names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
        }

        /** A head without names. */
        public Head(
                String scenario,
                String hash,
                String model,
                String module,
                String driver,
                boolean isReproducible,
                String choices,
                long nsPerStep,
                List<String> actors,
                String again) {
            this(
                    scenario,
                    hash,
                    model,
                    module,
                    driver,
                    isReproducible,
                    choices,
                    nsPerStep,
                    actors,
                    again,
                    new TreeMap<>());
        }

        /** A head that neither says how the run is made again nor has names. */
        public Head(
                String scenario,
                String hash,
                String model,
                String module,
                String driver,
                boolean isReproducible,
                String choices,
                long nsPerStep,
                List<String> actors) {
            this(scenario, hash, model, module, driver, isReproducible, choices, nsPerStep, actors, "");
        }
    }

    /**
     * An entry of a page table that is not empty when the run begins.
     *
     * @param tree {@code mirror} or {@code direct}, KVM's; {@code sept}, the TDX module's, which has one root, 0
     * @param state as in an {@link Entry}; of the secure EPT the module's word, such as {@code nl_mapped}
     */
    record First(String tree, int root, long gfn, int level, long value, String state) implements LogEntry {}

    /** A message is on its way. {@code id}: the position of the send among all of the run. */
    record Sent(int step, long id, int from, int to, String text) implements LogEntry {}

    /**
     * Step {@code step} begins: a message arrives.
     *
     * @param sentStep the step in which it was sent; -1 if it was there from the start
     * @param isContinue a thread goes on by itself
     */
    record Delivered(int step, long id, int from, int to, int sentStep, boolean isContinue, String text)
            implements LogEntry {}

    /** Something happened. {@code words}: what numbers mean, null where a number is all there is to say. */
    record Told(int step, int actor, Event event, List<Long> numbers, List<String> words) implements LogEntry {
        public Told {
            numbers = List.copyOf(numbers);
        }

        /** The number at {@code index}, 0 if the event has none there. */
        public long number(int index) {
            return index < numbers.size() ? numbers.get(index) : 0;
        }

        /** What the number at {@code index} means, or the number as people write it. */
        public String word(int index) {
            if (words.get(index) != null) {
                return words.get(index);
            }
            boolean isHex = event.arg(index).form() == Event.Arg.Form.HEX;
            return isHex ? "0x" + Long.toHexString(numbers.get(index)) : Long.toString(numbers.get(index));
        }
    }

    /**
     * An actor has stored to an entry of one of KVM's page tables.
     *
     * @param tree {@code mirror} or {@code direct}
     * @param root which of the roots of that kind, as the table of roots numbers them
     * @param state what the entry is now: {@code none}, {@code FROZEN}, {@code table}, {@code present}, {@code mmio}
     */
    record Entry(int step, int actor, String tree, int root, long gfn, int level, long old, long next, String state)
            implements LogEntry {}

    /**
     * What a step has changed of its actor's own words; behind all else that is told of the step. A log has them only
     * if somebody asked for them.
     *
     * @param step -1 for all that the actor has before the first step
     * @param words what they are now, by their names, in the order in which the actor lists them
     * @param gone the names of those that the actor has no more
     */
    record State(int step, int actor, Map<String, String> words, List<String> gone) implements LogEntry {
        public State {
            words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
            gone = List.copyOf(gone);
        }
    }

    /**
     * A thread would go on by itself when the run was over; that it would was said in step {@code sentStep}, or from
     * the start if that is -1. With it one knows of each step what could have been chosen there.
     */
    record Waiting(int sentStep, int actor) implements LogEntry {}

    /** An invariant or a claim is broken after step {@code step}. */
    record Broken(int step, String rule, String text) implements LogEntry {}

    /**
     * The run is over.
     *
     * @param digest a hash of everything that was told
     * @param dropped how much came after the recording was full
     */
    record End(int steps, String how, String digest, long dropped) implements LogEntry {}

    /** The step that the entry belongs to; -1 for what is said before the first and after the last. */
    default int inStep() {
        if (this instanceof Sent sent) {
            return sent.step();
        } else if (this instanceof Delivered delivered) {
            return delivered.step();
        } else if (this instanceof Told told) {
            return told.step();
        } else if (this instanceof Entry entry) {
            return entry.step();
        } else if (this instanceof State state) {
            return state.step();
        }
        return this instanceof Broken broken ? broken.step() : -1;
    }
}
