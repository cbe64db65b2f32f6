package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.world.World;
import java.util.function.LongFunction;

/**
 * Walks schedules one after the other, each from the first state to its end, to a broken rule, or to a bound on its
 * length.
 *
 * <p>A walk cannot see a livelock: one that is cut is only counted.
 */
final class Walker {
    private static final int STEPS_BETWEEN_LOOKS = 1 << 10;

    private final Judge judge;
    private final Engine engine;
    private final Findings findings;
    private final int depth;
    private final WalksUnderWay underWay;
    private SearchEnd stopped;
    private long schedules;
    private long steps;
    private long cut;

    /** Of schedules of at most {@code depth} steps; {@code underWay} hears of each. */
    Walker(World world, Findings findings, int depth, WalksUnderWay underWay) {
        this.judge = Judge.forWalks(world);
        this.engine = judge.engine();
        this.findings = findings;
        this.depth = depth;
        this.underWay = underWay;
    }

    /**
     * Walks schedules {@code first} to {@code endExclusive - 1}, the choices of each made by what {@code strategies}
     * gives for its number, until enough is found.
     */
    void walk(long first, long endExclusive, LongFunction<Strategy> strategies) {
        for (long i = first; i < endExclusive && !findings.areEnough(); i++) {
            judge.reset();
            walk(strategies.apply(i));
            steps += engine.steps();
            underWay.made(engine.steps() % STEPS_BETWEEN_LOOKS);
            if (stopped != null) {
                return;
            }
            schedules++;
            underWay.ended();
        }
    }

    private void walk(Strategy strategy) {
        Schedule.Recorder recorder = new Schedule.Recorder();
        Rule broken = judge.brokenByState();
        while (broken == null && !engine.isQuiet()) {
            if (engine.steps() >= depth) {
                cut++;
                return;
            }
            if (engine.steps() % STEPS_BETWEEN_LOOKS == 0) {
                underWay.made(engine.steps() == 0 ? 0 : STEPS_BETWEEN_LOOKS);
                stopped = underWay.look();
                if (stopped != null) {
                    return;
                }
            }
            int index = strategy.choose(engine.steps(), engine.enabled());
            int from = engine.enabled().from(index);
            int to = engine.enabled().to(index);
            recorder.add(from, to);
            try {
                judge.step(engine.channel(from, to));
            } catch (OutOfMemoryError notTheModels) {
                throw notTheModels;
            } catch (RuntimeException | Error thrown) {
                throw new SearchCrash(recorder.toSchedule(), thrown);
            }
            broken = judge.brokenByStep();
            broken = broken == null ? judge.brokenByState() : broken;
        }
        if (engine.isQuiet()) {
            judge.atTheEnd();
        }
        if (broken != null) {
            findings.add(new Finding(broken, recorder.toSchedule()));
        }
    }

    Judge judge() {
        return judge;
    }

    Findings findings() {
        return findings;
    }

    /** Why the watch has ended it in the middle of a walk, which then does not count; null if it has not. */
    SearchEnd stopped() {
        return stopped;
    }

    /** How many schedules were walked. */
    long schedules() {
        return schedules;
    }

    /** The steps of all of them. */
    long steps() {
        return steps;
    }

    /** How many met the bound on their length. */
    long cut() {
        return cut;
    }
}
