package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Schedule;
import java.util.function.IntPredicate;

/**
 * Leaves deliveries out of a schedule as long as what is left of it breaks the same rule: for when there are too many
 * states to search for a shortest schedule.
 *
 * <p>Shape: first all deliveries to one machine, then half of the deliveries at once, quarters, down to single ones. A
 * delivery that is left but cannot be made any more is passed over, and a schedule ends where the rule is broken. The
 * method is delta debugging (Zeller and Hildebrandt 2002).
 */
final class FewerDeliveries {
    private final Subject subject;
    private final Engine engine;
    private final int home;
    private long steps;
    private final long stepsMax;
    private final Limits limits;

    /**
     * {@code stepsMax}: how many steps all that is tried may make together; {@code limits}: of the search that finds
     * out which states are a trap; their watch can end all.
     */
    FewerDeliveries(Subject subject, long stepsMax, Limits limits) {
        this.limits = limits;
        this.subject = subject;
        this.engine = subject.engine();
        this.home = engine.mark();
        this.stepsMax = stepsMax;
    }

    /** Tells whether the last step has reached what the schedule is for. */
    private interface Goal {
        boolean isReached(Rule broken);
    }

    /** A finding of the same rule whose schedule is no longer, and mostly shorter. */
    Finding of(Finding finding) {
        if (finding.loopStart() != Finding.NO_LOOP) {
            return ofLivelock(finding);
        }
        Breach breach = new Breach(finding.rule());
        Schedule schedule = shrink(finding.schedule(), breach);
        return new Finding(breach.last, schedule);
    }

    /**
     * As {@link #of}, but begins with {@code other}, a schedule of a scenario that is almost the same, if less of that
     * breaks the rule than of the finding's own.
     */
    Finding of(Finding finding, Schedule other) {
        Finding own = of(finding);
        if (finding.loopStart() != Finding.NO_LOOP) {
            return own;
        }
        Breach breach = new Breach(finding.rule());
        Schedule played = played(other, step -> false, breach);
        return played != null && played.size() < own.schedule().size() ? of(new Finding(breach.last, played)) : own;
    }

    /** Reached where the rule is broken; it may be broken by another thread than before. */
    private static final class Breach implements Goal {
        private Rule last;

        Breach(Rule rule) {
            last = rule;
        }

        @Override
        public boolean isReached(Rule broken) {
            boolean isReached = broken != null && broken.name().equals(last.name());
            last = isReached ? broken : last;
            return isReached;
        }
    }

    private Finding ofLivelock(Finding finding) {
        Schedule.Recorder stem = new Schedule.Recorder();
        for (int step = 0; step < finding.loopStart(); step++) {
            stem.add(finding.schedule().from(step), finding.schedule().to(step));
            subject.step(channel(finding.schedule(), step));
        }
        PassSearch trap = new PassSearch(subject, limits);
        PassSearch.Answer answer = trap.ask();
        engine.undo(home);
        if (answer != PassSearch.Answer.DOOMED) {
            return finding; // a trap that is not known whole says nothing of another state
        }
        Schedule shorter = shrink(stem.toSchedule(), broken -> broken == null && trap.isDoomed(engine.fingerprint()));
        Schedule.Recorder whole = new Schedule.Recorder();
        for (int step = 0; step < shorter.size(); step++) {
            whole.add(shorter.from(step), shorter.to(step));
            subject.step(channel(shorter, step));
        }
        Breadth.roundTrip(subject).forEach(choice -> whole.add(choice.from(), choice.to()));
        return new Finding(finding.rule(), whole.toSchedule(), shorter.size());
    }

    private int channel(Schedule schedule, int step) {
        return engine.channel(schedule.from(step), schedule.to(step));
    }

    private Schedule shrink(Schedule schedule, Goal goal) {
        Schedule best = schedule;
        for (int machine = 0; machine < engine.assembly().machines().size() && !isEnded(); machine++) {
            Schedule all = best;
            int id = machine;
            best = shorter(best, step -> all.to(step) == id, goal);
        }
        for (int chunk = Math.max(1, best.size() / 2); chunk >= 1; chunk /= 2) {
            int start = 0;
            while (start < best.size() && steps < stepsMax && !isEnded()) {
                int first = start;
                int end = start + chunk;
                Schedule shorter = shorter(best, step -> step >= first && step < end, goal);
                start = shorter.size() == best.size() ? end : start;
                best = shorter;
            }
        }
        return best;
    }

    private boolean isEnded() {
        return limits.watch().look(0, steps, 0) != null;
    }

    /** The schedule without the deliveries that are left out; the whole one if that misses the goal. */
    private Schedule shorter(Schedule schedule, IntPredicate isLeftOut, Goal goal) {
        Schedule played = played(schedule, isLeftOut, goal);
        return played != null && played.size() < schedule.size() ? played : schedule;
    }

    /** What is played of the schedule until it reaches the goal; null if it does not. */
    private Schedule played(Schedule schedule, IntPredicate isLeftOut, Goal goal) {
        Schedule.Recorder recorder = new Schedule.Recorder();
        boolean isReached = false;
        Rule broken = null;
        for (int step = 0; step < schedule.size() && !isReached && broken == null; step++) {
            int channel = channel(schedule, step);
            if (isLeftOut.test(step) || engine.nextChannel(channel) != channel) {
                continue;
            }
            subject.step(channel);
            steps++;
            recorder.add(schedule.from(step), schedule.to(step));
            broken = subject.brokenByStep();
            broken = broken == null ? subject.brokenByState() : broken;
            isReached = goal.isReached(broken);
        }
        engine.undo(home);
        return isReached ? recorder.toSchedule() : null;
    }
}
