package dev.seamstress.explore;

import dev.seamstress.sched.Schedule;

/**
 * A rule that was broken and a schedule that breaks it in its last step.
 *
 * <p>Shape: {@code loopStart} is {@link #NO_LOOP}, or, of a livelock, the step from which on the schedule repeats for
 * ever: it leads from there back to the same state. The schedule of a {@code sometimes} that nothing witnesses is
 * empty.
 */
public record Finding(Rule rule, Schedule schedule, int loopStart) {
    public static final int NO_LOOP = -1;

    public Finding(Rule rule, Schedule schedule) {
        this(rule, schedule, NO_LOOP);
    }
}
