package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.Exchanges;
import dev.seamstress.sched.Choice;
import dev.seamstress.sched.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Visits states in the order of their distance from the state that the engine is in, so that what it finds first has a
 * shortest schedule.
 *
 * <p>Shape: each state that was seen is a node of a tree, numbered in the order in which it was reached. The engine
 * walks from a node to the next by taking steps back to where their paths part; as neighbours mostly part late, that
 * costs a few steps a node. Afterwards the engine is back where it was.
 */
final class Breadth {
    private static final int STEPS_BETWEEN_LOOKS = 1 << 10;

    private final Subject subject;
    private final Engine engine;
    private final Limits limits;
    private final Goal goal;
    private final Foresight foresight;
    private final StateTable seen = new StateTable();
    private int[] parents = new int[1 << 10];
    private int[] channels = new int[1 << 10];
    private int nodes;
    /** The nodes from the root to where the engine is, and the mark of each. */
    private int[] path = new int[1 << 8];

    private int[] marks = new int[1 << 8];
    private int depth;
    private long transitions;
    private SearchEnd end;

    /** Tells whether a step is the one that is looked for. */
    @FunctionalInterface
    interface Goal {
        /**
         * {@code broken}: what the step broke, or null; {@code fingerprint}: of the state that it led to. The engine is
         * in that state, but if it was seen before: then it may be in the one before the step.
         */
        boolean isReachedBy(Rule broken, long fingerprint);
    }

    Breadth(Subject subject, Limits limits, Goal goal) {
        this.subject = subject;
        this.engine = subject.engine();
        this.limits = limits;
        this.goal = goal;
        this.foresight = new Foresight(subject, limits);
    }

    /**
     * The shortest way back to the state that the engine is in. Requires: there is one. States that are merged are told
     * apart meanwhile: of a way that leads to another one of them the choices cannot be repeated, as they name vCPUs
     * that are elsewhere by then. Whether there is a way back does not depend on that: who does the same again and
     * again meets each of the merged states.
     */
    static List<Choice> roundTrip(Subject subject) {
        Optional<Exchanges> exchanges = subject.engine().exchanges();
        exchanges.ifPresent(all -> all.tellApart(true));
        List<Choice> choices = loop(subject);
        exchanges.ifPresent(all -> all.tellApart(false));
        return choices;
    }

    private static List<Choice> loop(Subject subject) {
        long home = subject.engine().fingerprint();
        Schedule schedule = new Breadth(subject, Limits.NONE, (broken, fingerprint) -> fingerprint == home)
                .search()
                .orElseThrow();
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < schedule.size(); i++) {
            choices.add(schedule.at(i));
        }
        return choices;
    }

    /** The choices from where the engine is to the goal; empty if there is none, or a limit was met. */
    Optional<Schedule> search() {
        marks[0] = engine.mark();
        add(seen.find(engine.fingerprint()), -1, -1);
        int home = engine.mark();
        Schedule found = null;
        for (int node = 0; node < nodes && found == null && end == null; node++) {
            walkTo(node);
            found = depth < limits.depth() ? expand(node) : null;
        }
        engine.undo(home);
        if (end == null) {
            end = found == null ? SearchEnd.EXHAUSTED : SearchEnd.FOUND;
        }
        return Optional.ofNullable(found);
    }

    private Schedule expand(int node) {
        for (int channel = engine.nextChannel(0); channel >= 0; channel = engine.nextChannel(channel + 1)) {
            if (!isWithinLimits()) {
                return null;
            }
            transitions++;
            int step = foresight.find(channel);
            if (step != Foresight.NONE && seen.find(foresight.fingerprintAfter(step)) >= 0) {
                if (goal.isReachedBy(null, foresight.fingerprintAfter(step))) {
                    return schedule(node, channel);
                }
                continue;
            }
            int mark = engine.mark();
            foresight.begin(channel);
            subject.step(channel);
            Rule broken = subject.brokenByStep();
            foresight.end(broken, subject.isProgress());
            int place = broken == null ? seen.find(engine.fingerprint()) : 0;
            boolean isNew = place < 0;
            if (isNew) {
                broken = subject.brokenByState();
            }
            boolean isReached = goal.isReachedBy(broken, engine.fingerprint());
            if (isNew && broken == null) {
                add(place, node, channel);
            }
            engine.undo(mark);
            if (isReached) {
                return schedule(node, channel);
            }
        }
        return null;
    }

    private boolean isWithinLimits() {
        if (nodes >= limits.states()) {
            end = SearchEnd.STATES;
        } else if (bytes() + seen.bytesToGrow() > limits.bytes()) {
            end = SearchEnd.MEMORY;
        } else if (transitions % STEPS_BETWEEN_LOOKS == 0) {
            end = limits.watch().look(nodes, transitions, depth);
        }
        return end == null;
    }

    private void add(int place, int parent, int channel) {
        if (nodes == parents.length) {
            parents = Arrays.copyOf(parents, nodes * 2);
            channels = Arrays.copyOf(channels, nodes * 2);
        }
        seen.add(place, engine.fingerprint(), 0);
        parents[nodes] = parent;
        channels[nodes] = channel;
        nodes++;
    }

    /** The nodes from {@code node} up to the first that is on the path; the path then goes that far. */
    private void walkTo(int node) {
        int length = 0;
        for (int at = node; at >= 0; at = parents[at]) {
            length++;
        }
        int[] way = new int[length];
        int at = node;
        for (int i = length - 1; i >= 0; i--) {
            way[i] = at;
            at = parents[at];
        }
        int common = 0;
        while (common < length && common <= depth && path[common] == way[common]) {
            common++;
        }
        if (common <= depth) {
            engine.undo(marks[common]);
        }
        for (int i = common; i < length; i++) {
            put(i, way[i]);
        }
        depth = length - 1;
    }

    /** Steps to the node, which is the path's at {@code index}; the root needs no step. */
    private void put(int index, int node) {
        if (index == path.length) {
            path = Arrays.copyOf(path, index * 2);
            marks = Arrays.copyOf(marks, index * 2);
        }
        path[index] = node;
        marks[index] = engine.mark();
        if (index > 0) {
            subject.step(channels[node]);
        }
    }

    private Schedule schedule(int node, int last) {
        List<Integer> backwards = new ArrayList<>();
        backwards.add(last);
        for (int at = node; parents[at] >= 0; at = parents[at]) {
            backwards.add(channels[at]);
        }
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int i = backwards.size() - 1; i >= 0; i--) {
            recorder.add(engine.sender(backwards.get(i)), engine.receiver(backwards.get(i)));
        }
        return recorder.toSchedule();
    }

    /** The states that were seen. */
    StateTable seen() {
        return seen;
    }

    /** Why the search ended. */
    SearchEnd end() {
        return end;
    }

    int states() {
        return nodes;
    }

    long transitions() {
        return transitions;
    }

    long bytes() {
        return seen.bytes() + 8L * parents.length + 8L * path.length + engine.bytes() + foresight.bytes();
    }
}
