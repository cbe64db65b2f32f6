package dev.seamstress.actor;

import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.Crash;

/**
 * How a run went.
 *
 * <p>Shape: {@code steps} counts deliveries, the one that crashed included. {@code schedule} has one choice a step, or
 * none at all if a live run kept no log. {@code crash} is null unless the run ended so. {@code memory} holds the words
 * as the run left them.
 */
public record RunResult(long steps, Schedule schedule, End end, Crash crash, SharedMemory memory) {
    /** Why a run ended. */
    public enum End {
        /** No message was left. */
        QUIESCENT,
        /** The strategy stopped it. */
        STOPPED,
        /** The bound on steps was reached. */
        MAX_STEPS,
        /** The bound on time was reached; only live. */
        TIMED_OUT,
        /** A machine threw. */
        CRASHED
    }
}
