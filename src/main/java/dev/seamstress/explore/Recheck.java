package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Schedule;
import dev.seamstress.world.World;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes a finding of a schedule that somebody else has kept, if it still is one. */
public final class Recheck {
    private final Judge judge;
    private final Engine engine;

    private Recheck(World world) {
        judge = Judge.of(world);
        engine = judge.engine();
    }

    /**
     * The finding that {@code schedule} breaks {@code rule}, up to the step that does; empty if it does not, or cannot
     * be made.
     *
     * @param loop for a livelock, the step from which on it goes round without progress. That nothing leaves the loop a
     *     schedule cannot show, and is taken on trust
     */
    public static Optional<Finding> of(World world, Schedule schedule, String rule, OptionalInt loop) {
        Recheck recheck = new Recheck(world);
        return loop.isPresent() ? recheck.loop(schedule, loop.getAsInt()) : recheck.breach(schedule, rule);
    }

    private boolean step(Schedule schedule, int step) {
        int channel = engine.channel(schedule.from(step), schedule.to(step));
        if (engine.nextChannel(channel) != channel) {
            return false;
        }
        judge.step(channel);
        return true;
    }

    private Optional<Finding> breach(Schedule schedule, String rule) {
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int step = 0; step < schedule.size() && step(schedule, step); step++) {
            recorder.add(schedule.from(step), schedule.to(step));
            Rule broken = judge.brokenByStep();
            broken = broken == null ? judge.brokenByState() : broken;
            if (broken != null) {
                return broken.name().equals(rule)
                        ? Optional.of(new Finding(broken, recorder.toSchedule()))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<Finding> loop(Schedule schedule, int start) {
        long before = 0;
        for (int step = 0; step < schedule.size(); step++) {
            before = step == start ? engine.fingerprint() : before;
            if (!step(schedule, step) || step >= start && judge.isProgress()) {
                return Optional.empty();
            }
        }
        Rule rule = new Rule(Rule.LIVELOCK, Rule.Kind.LIVELOCK, "no operation ends any more, whatever is chosen");
        return engine.fingerprint() == before ? Optional.of(new Finding(rule, schedule, start)) : Optional.empty();
    }
}
