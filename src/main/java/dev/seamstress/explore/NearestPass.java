package dev.seamstress.explore;

import dev.seamstress.sched.Choice;
import dev.seamstress.sched.Schedule;

/**
 * A schedule that passes and goes together with a failing one as long as any does; then a message is delivered before
 * another, where the failing one has it the other way round.
 *
 * <p>Shape: both have the same steps 0 to {@code fork - 1}, and step {@code fork} is the one that dooms the failing
 * one. There it makes the choice {@link #failing}, and this one {@link #passing}. The message that the failing one
 * delivers at the fork comes later here, always; the one that this one delivers there comes later in the failing one,
 * or never, as that ends.
 *
 * @param failingComes the step of {@code schedule} that delivers what the failing one delivers at the fork
 * @param passingComes the step of the failing schedule that delivers what this one delivers at the fork, or
 *     {@link #NEVER}
 * @param isShortest whether no schedule that passes and parts from the failing one there is shorter; if not, a limit
 *     was met, and one may be
 */
public record NearestPass(
        Schedule schedule,
        int fork,
        Choice failing,
        Choice passing,
        int failingComes,
        int passingComes,
        boolean isShortest) {
    public static final int NEVER = -1;

    /** Of a schedule that parts from {@code failed} at {@code fork} and runs until nothing can happen any more. */
    static NearestPass of(Schedule failed, Schedule passed, int fork, boolean isShortest) {
        Choice failing = failed.at(fork);
        Choice passing = passed.at(fork);
        return new NearestPass(
                passed, fork, failing, passing, next(passed, failing, fork), next(failed, passing, fork), isShortest);
    }

    /**
     * The oldest message of a channel stays the oldest until it is delivered, so the next delivery from there is it.
     */
    private static int next(Schedule schedule, Choice choice, int after) {
        for (int step = after + 1; step < schedule.size(); step++) {
            if (schedule.at(step).equals(choice)) {
                return step;
            }
        }
        return NEVER;
    }
}
