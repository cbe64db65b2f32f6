package dev.seamstress.explore;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Schedule;
import java.util.Arrays;
import java.util.Optional;

/**
 * Visits every state that any schedule reaches, depth first, each once: as plain as can be, to compare others with.
 *
 * <p>A state is known by its fingerprint; a known state is not entered again, whatever schedule led to it.
 */
public final class PlainSearch {
    private final Engine engine;
    private final Inspector inspector;
    private final int maxStates;
    private final StateSet seen = new StateSet();
    private int[] marks = new int[1 << 10];
    private int[] channels = new int[1 << 10];
    private int depth;
    private long transitions;
    private int finals;
    private int maxDepth;

    /** @param maxStates the search ends without a verdict when it has seen so many states */
    public PlainSearch(Assembly assembly, Inspector inspector, int maxStates) {
        this.engine = new Engine(assembly, true);
        this.inspector = inspector;
        this.maxStates = maxStates;
    }

    /** Looks at each state once, when it is first reached. */
    public interface Inspector {
        /** What is wrong with the state, or null. {@code isFinal}: no message is in flight. */
        String offence(Engine engine, boolean isFinal);

        /** Finds nothing wrong. */
        Inspector NONE = (engine, isFinal) -> null;
    }

    /**
     * What a search found.
     *
     * @param isExhausted every reachable state was seen
     * @param offence the first offence met, with the schedule that leads to it
     */
    public record Result(
            boolean isExhausted,
            int states,
            long transitions,
            int finals,
            int maxDepth,
            double collisionBound,
            long bytes,
            Optional<Offence> offence) {}

    /** A rule broken, or a machine that threw, in the last step of {@code schedule}. */
    public record Offence(String what, Schedule schedule, Optional<Throwable> thrown) {}

    /** Searches until everything is seen, something is wrong, or the bound is reached. */
    public Result search() {
        seen.add(engine.fingerprint());
        Optional<Offence> offence = inspect();
        push();
        while (depth > 0 && offence.isEmpty()) {
            int channel = engine.nextChannel(channels[depth - 1]);
            if (channel < 0) {
                depth--;
                engine.undo(marks[depth]);
                continue;
            }
            if (seen.size() >= maxStates) {
                return result(false, Optional.empty());
            }
            channels[depth - 1] = channel + 1;
            offence = visit(channel);
        }
        return result(offence.isEmpty(), offence);
    }

    private Optional<Offence> visit(int channel) {
        int mark = engine.mark();
        try {
            engine.step(channel);
        } catch (RuntimeException | Error thrown) {
            return Optional.of(new Offence(String.valueOf(thrown.getMessage()), schedule(), Optional.of(thrown)));
        }
        transitions++;
        if (!seen.add(engine.fingerprint())) {
            engine.undo(mark);
            return Optional.empty();
        }
        Optional<Offence> offence = inspect();
        push(mark);
        return offence;
    }

    private Optional<Offence> inspect() {
        boolean isFinal = engine.isQuiet();
        finals += isFinal ? 1 : 0;
        String offence = inspector.offence(engine, isFinal);
        return offence == null ? Optional.empty() : Optional.of(new Offence(offence, schedule(), Optional.empty()));
    }

    private void push() {
        push(engine.mark());
    }

    /** Enters the engine's state; {@code mark} is where its parent lies in the journal. */
    private void push(int mark) {
        if (depth == marks.length) {
            marks = Arrays.copyOf(marks, depth * 2);
            channels = Arrays.copyOf(channels, depth * 2);
        }
        marks[depth] = mark;
        channels[depth] = 0;
        depth++;
        maxDepth = Math.max(maxDepth, depth);
    }

    /** The choices on the way to the newest state: each level remembers the channel after the one it chose. */
    private Schedule schedule() {
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int i = 0; i < depth; i++) {
            int channel = channels[i] - 1;
            recorder.add(engine.sender(channel), engine.receiver(channel));
        }
        return recorder.toSchedule();
    }

    private Result result(boolean isExhausted, Optional<Offence> offence) {
        return new Result(
                isExhausted, seen.size(), transitions, finals, maxDepth, seen.collisionBound(), seen.bytes(), offence);
    }
}
