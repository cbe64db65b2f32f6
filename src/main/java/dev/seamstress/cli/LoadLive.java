package dev.seamstress.cli;

import dev.seamstress.actor.LiveDriver;
import dev.seamstress.actor.LiveOptions;
import dev.seamstress.actor.RunResult;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.run.LiveLoad;
import dev.seamstress.trace.TraceSink;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Plays a load job on Pekko actors by the wall clock: a load test of the actors. No two runs are alike. */
final class LoadLive {
    private static final Duration TIME_MAX = Duration.ofMinutes(10);

    private LoadLive() {}

    /**
     * What came of it.
     *
     * @param seconds from the first message until nothing was left to happen
     */
    record Outcome(Job job, long seed, LiveLoad load, MailboxDepths depths, RunResult run, double seconds) {
        double messagesPerSecond() {
            return run.steps() / seconds;
        }

        /** Why it ended, in words. */
        String end() {
            return switch (run.end()) {
                case QUIESCENT -> "done";
                case STOPPED -> "interrupted";
                case TIMED_OUT -> "stopped after " + TIME_MAX.toMinutes() + " minutes";
                case CRASHED -> "a machine failed: " + run.crash().error();
                case MAX_STEPS -> "too many steps";
            };
        }

        ExitCode exit() {
            return switch (run.end()) {
                case STOPPED -> ExitCode.INTERRUPTED;
                case CRASHED -> ExitCode.INTERNAL_ERROR;
                case QUIESCENT, TIMED_OUT, MAX_STEPS -> load.isDead() ? ExitCode.KVM_BUG : ExitCode.AS_EXPECTED;
            };
        }
    }

    /** Plays it once; {@code isStopped} is asked now and then. */
    static Outcome play(Job job, long seed, BooleanSupplier isStopped) throws InterruptedException {
        long[] start = new long[1];
        LiveLoad load = new LiveLoad(job, seed, () -> System.nanoTime() - start[0]);
        MailboxDepths depths = new MailboxDepths(load.assembly().machines().size(), load::role, isStopped);
        try (LiveDriver driver = new LiveDriver()) {
            start[0] = System.nanoTime();
            RunResult run = driver.run(load.assembly(), TraceSink.NONE, LiveOptions.withTimeout(TIME_MAX), depths);
            double seconds = (System.nanoTime() - start[0]) / 1e9;
            return new Outcome(job, seed, load, depths, run, seconds);
        }
    }
}
