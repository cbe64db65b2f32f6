package dev.seamstress.explore;

import dev.seamstress.sched.Schedule;
import java.util.Optional;

/** Searches for shortest schedules, from the state that the engine of a subject is in. Used once. */
final class Shortest {
    private final Subject subject;
    private final Limits limits;
    private long steps;

    Shortest(Subject subject, Limits limits) {
        this.subject = subject;
        this.limits = limits;
    }

    /** A shortest schedule that breaks the rule of that name; empty if there is none, or a limit was met first. */
    Optional<Finding> breach(String rule) {
        Rule[] broken = new Rule[1];
        return search((each, fingerprint) -> {
                    broken[0] = each;
                    return each != null && each.name().equals(rule);
                })
                .map(schedule -> new Finding(broken[0], schedule));
    }

    /** A shortest schedule into the trap, and from there once round; empty if a limit was met first. */
    Optional<Finding> intoTheTrap(StateTable trap, Rule livelock) {
        return search((broken, fingerprint) -> broken == null && trap.find(fingerprint) >= 0)
                .map(stem -> goRound(stem, livelock));
    }

    private Finding goRound(Schedule stem, Rule livelock) {
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int step = 0; step < stem.size(); step++) {
            recorder.add(stem.from(step), stem.to(step));
            subject.step(subject.engine().channel(stem.from(step), stem.to(step)));
        }
        Breadth.roundTrip(subject).forEach(choice -> recorder.add(choice.from(), choice.to()));
        return new Finding(livelock, recorder.toSchedule(), stem.size());
    }

    private Optional<Schedule> search(Breadth.Goal goal) {
        Breadth search = new Breadth(subject, limits, goal);
        Optional<Schedule> found = search.search();
        steps = search.transitions();
        return found;
    }

    /** How many steps the search has made. */
    long steps() {
        return steps;
    }
}
