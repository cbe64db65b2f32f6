package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Watches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts the events that a script waits for, and lets the threads go on that wait for them. It exists only in a
 * scenario in which some column waits.
 *
 * <p>Shape: a watch is counted up to the largest number that somebody waits for. The threads that wait are known by
 * their condition; each waits for one at a time.
 *
 * <p>Source: none; this is the stage manager's, not KVM's.
 */
public final class Script extends Machine {
    private final List<Condition> conditions;
    private final List<Integer> limits;
    private final int[] counts;
    private final int[] waiting;

    /** {@code watches}: how many are counted; {@code threads}: ids below it may wait. */
    public Script(int id, List<Condition> conditions, int watches, int threads) {
        super(id, "script");
        this.conditions = List.copyOf(conditions);
        this.limits = limits(conditions, watches);
        this.counts = new int[watches];
        this.waiting = new int[threads];
    }

    /** How many of each watch's event some condition needs at most. */
    public static List<Integer> limits(List<Condition> conditions, int watches) {
        Integer[] limits = new Integer[watches];
        Arrays.fill(limits, 0);
        for (Condition condition : conditions) {
            for (Need need : condition.needs()) {
                limits[need.watch()] = Math.max(limits[need.watch()], need.count());
            }
        }
        return List.of(limits);
    }

    /** Holds once all its needs are met, and then for ever. */
    public record Condition(List<Need> needs) {
        public Condition {
            needs = List.copyOf(needs);
        }
    }

    /** The watch's event has happened so many times. */
    public record Need(int watch, int count) {}

    /** A thread wants to know when the condition of that number holds. */
    record Await(int condition) implements Message {
        private static final long TAG = Mix.tag("Script.Await");

        @Override
        public long content() {
            return Mix.mix(TAG, condition);
        }
    }

    /** To a thread that waits: the condition holds. */
    enum Resume implements Message {
        RESUME;

        private final long content = Mix.tag("Script.Resume");

        @Override
        public long content() {
            return content;
        }
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        if (message instanceof Watches.Happened happened) {
            happened(happened.number(), fx);
        } else if (message instanceof Await await) {
            await(from, await.condition(), fx);
        } else {
            throw new ModelBug(this + " cannot take " + message + " from " + from);
        }
    }

    private void await(int thread, int condition, Fx fx) {
        if (waiting[thread] != 0) {
            throw new ModelBug("thread " + thread + " waits twice");
        }
        if (holds(condition)) {
            fx.send(thread, Resume.RESUME);
        } else {
            waiting[thread] = condition + 1;
        }
    }

    private void happened(int watch, Fx fx) {
        if (counts[watch] == limits.get(watch)) {
            return;
        }
        counts[watch]++;
        for (int thread : held()) {
            if (holds(waiting[thread] - 1)) {
                waiting[thread] = 0;
                fx.send(thread, Resume.RESUME);
            }
        }
    }

    private List<Integer> held() {
        List<Integer> held = new ArrayList<>();
        for (int thread = 0; thread < waiting.length; thread++) {
            if (waiting[thread] != 0) {
                held.add(thread);
            }
        }
        return held;
    }

    private boolean holds(int condition) {
        return conditions.get(condition).needs().stream().allMatch(need -> counts[need.watch()] >= need.count());
    }

    @Override
    public void fields(Fields f) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = f.count("count", counts[i]);
        }
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = f.count("waiting", waiting[i]);
        }
    }
}
