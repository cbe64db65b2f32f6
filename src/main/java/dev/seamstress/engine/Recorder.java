package dev.seamstress.engine;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.sched.CheckRecorder;
import dev.seamstress.sched.Checks;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.DigestSink;

/** Runs a schedule to learn what belongs beside its choices in a schedule file. */
public final class Recorder {
    private Recorder() {}

    /**
     * A run as a schedule file describes it.
     *
     * @param schedule the choices that were made, the last of which may have crashed a machine
     * @param checks one for each of them
     * @param digest the hash of all that was told
     * @param isQuiet no message was left
     */
    public record Recorded(Schedule schedule, Checks checks, long digest, boolean isQuiet) {}

    /**
     * Makes the choices of {@code schedule} on a new engine.
     *
     * <p>Requires: {@code assembly} in its first state, and nobody else uses it. Errors: {@link Replay.Drift} if a
     * choice cannot be made.
     */
    public static Recorded record(Assembly assembly, Schedule schedule) {
        return record(assembly, new Replay(schedule), Integer.MAX_VALUE);
    }

    /**
     * True if the state at the end of {@code schedule} is the one before its step {@code from}, so that the steps from
     * there on can be repeated for ever. Requires and errors: as {@link #record}.
     */
    public static boolean isLoop(Assembly assembly, Schedule schedule, int from) {
        Engine engine = new Engine(assembly, false);
        Strategy replay = new Replay(schedule);
        engine.walk(replay, from);
        long before = engine.recomputeFingerprint();
        engine.walk(replay, schedule.size());
        return engine.crash().isEmpty() && engine.recomputeFingerprint() == before;
    }

    /** Makes a strategy's choices, as above. */
    public static Recorded record(Assembly assembly, Strategy strategy, int maxSteps) {
        DigestSink told = new DigestSink();
        CheckRecorder checks = new CheckRecorder(strategy, told::digest);
        Engine engine = new Engine(assembly, false);
        engine.setSink(told);
        Schedule schedule = engine.run(checks, maxSteps);
        return new Recorded(schedule, checks.checks(), told.digest(), engine.isQuiet());
    }
}
