package dev.seamstress.sched;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Repeats a schedule as long as the run is the one that was recorded, and stops at the first step that differs.
 *
 * <p>Without checks only a choice that cannot be made is noticed, and counts as {@link Drift.What#CHOSEN}.
 */
public final class CheckedReplay implements Strategy {
    private final Schedule schedule;
    private final Checks checks;
    private final LongSupplier told;
    private Drift drift;

    /** The last step that was looked at when it was over. */
    private int closed = STOP;

    /**
     * Requires: {@code checks} are none, or as many as the schedule has choices.
     *
     * @param told a digest of all that the run has told so far, of the same kind as when the checks were recorded
     */
    public CheckedReplay(Schedule schedule, Checks checks, LongSupplier told) {
        if (checks.size() != 0 && checks.size() != schedule.size()) {
            throw new IllegalArgumentException(checks.size() + " checks for " + schedule.size() + " choices");
        }
        this.schedule = schedule;
        this.checks = checks;
        this.told = told;
    }

    @Override
    public int choose(int step, Enabled enabled) {
        checkDone(step - 1);
        if (drift != null || step >= schedule.size()) {
            return STOP;
        }
        int index = indexOf(schedule.from(step), schedule.to(step), enabled);
        if (isChecked(step) && checks.enabled(step) != Checks.ofEnabled(enabled)) {
            drift = drift(step, Drift.What.ENABLED, enabled);
        } else if (index < 0 || isChecked(step) && checks.place(step) != index) {
            drift = drift(step, Drift.What.CHOSEN, enabled);
        }
        return drift == null ? index : STOP;
    }

    private boolean isChecked(int step) {
        return step < checks.size();
    }

    /** Once a step, right when it is over: what is told later is of later steps. */
    private void checkDone(int step) {
        boolean isOpen = drift == null && step > closed && isChecked(step);
        closed = Math.max(closed, step);
        if (isOpen && checks.done(step) != Checks.ofDone(told.getAsLong())) {
            drift = new Drift(step, Drift.What.DONE, schedule.at(step), List.of());
        }
    }

    /** The place of a choice among those enabled, or {@link #STOP} if it is none of them. */
    static int indexOf(int from, int to, Enabled enabled) {
        for (int i = 0; i < enabled.count(); i++) {
            if (enabled.from(i) == from && enabled.to(i) == to) {
                return i;
            }
        }
        return STOP;
    }

    private Drift drift(int step, Drift.What what, Enabled enabled) {
        return new Drift(step, what, schedule.at(step), choices(enabled));
    }

    static List<Choice> choices(Enabled enabled) {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < enabled.count(); i++) {
            choices.add(new Choice(enabled.from(i), enabled.to(i)));
        }
        return choices;
    }

    /**
     * Looks at how the run ended.
     *
     * @param steps how many choices were made
     * @param isQuiet no message was left
     * @return where the run differs from the recorded one, if it does
     */
    public Optional<Drift> ended(int steps, boolean isQuiet) {
        checkDone(Math.min(steps, schedule.size()) - 1);
        if (drift == null && isQuiet && steps < schedule.size()) {
            drift = new Drift(steps, Drift.What.ENABLED, schedule.at(steps), List.of());
        }
        return Optional.ofNullable(drift);
    }
}
