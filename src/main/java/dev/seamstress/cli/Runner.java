package dev.seamstress.cli;

import dev.seamstress.actor.LiveDriver;
import dev.seamstress.actor.LiveOptions;
import dev.seamstress.actor.RunResult;
import dev.seamstress.actor.SteppedDriver;
import dev.seamstress.check.ClaimChecker;
import dev.seamstress.check.Offence;
import dev.seamstress.check.invariant.InvariantChecker;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.DigestSink;
import dev.seamstress.trace.Recording;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.time.Duration;
import java.util.List;

/**
 * Runs scenarios one after the other through Pekko.
 *
 * <p>A live run cannot be looked at while it runs: its log is a schedule, and the schedule is replayed step by step for
 * the timeline, the claims and the invariants. The replay must tell the same as the live run did.
 */
final class Runner implements AutoCloseable {
    private static final int RECORDED_MAX = 2_000_000;
    private static final Duration LIVE_MAX = Duration.ofSeconds(60);

    private final RunSettings settings;
    private SteppedDriver stepped;

    Runner(RunSettings settings) {
        this.settings = settings;
    }

    /**
     * Runs one scenario.
     *
     * <p>Errors: {@link NotModelledException} names what cannot be run.
     */
    RunOutcome run(ResolvedScenario scenario, KernelModel model) throws NotModelledException, InterruptedException {
        if (settings.driver() == RunSettings.Driver.STEPPED) {
            return step(World.of(scenario, model), new RandomWalk(settings.seed()), settings.maxSteps());
        }
        World world = World.of(scenario, model);
        DigestSink digest = new DigestSink();
        RunResult live;
        try (LiveDriver driver = new LiveDriver()) {
            live = driver.run(
                    world.assembly(), digest, LiveOptions.withTimeout(LIVE_MAX).withMaxSteps(settings.maxSteps()));
        }
        if (live.end() == RunResult.End.CRASHED) {
            return outcome(world, live, new Watcher(world, live.memory()));
        }
        boolean isWhole = live.end() == RunResult.End.QUIESCENT;
        RunOutcome replayed = step(
                World.of(scenario, model),
                new Replay(live.schedule()),
                Math.min(live.schedule().size(), settings.maxSteps()));
        boolean isReplayed = isWhole && replayed.end() != RunOutcome.End.BROKEN;
        if (isReplayed && replayed.digest() != digest.digest()) {
            throw new IllegalStateException("the log of the live run does not replay to what it told");
        }
        return replayed;
    }

    private RunOutcome step(World world, Strategy strategy, int maxSteps) {
        if (stepped == null) {
            stepped = new SteppedDriver();
        }
        SharedMemory memory = SteppedDriver.memoryFor(world.assembly());
        Watcher watcher = new Watcher(world, memory);
        Strategy untilBroken =
                (step, enabled) -> watcher.offences.isEmpty() ? strategy.choose(step, enabled) : Strategy.STOP;
        RunResult result = stepped.run(world.assembly(), memory, untilBroken, watcher, maxSteps);
        return outcome(world, result, watcher);
    }

    private static RunOutcome outcome(World world, RunResult result, Watcher watcher) {
        RunOutcome unfinished = watcher.outcome(world, result);
        if (unfinished.end() != RunOutcome.End.FINAL) {
            return unfinished;
        }
        watcher.claims.ended((int) result.steps() - 1);
        return watcher.outcome(world, result);
    }

    @Override
    public void close() {
        if (stepped != null) {
            stepped.close();
        }
    }

    /** Everybody who listens to a run. */
    private static final class Watcher implements TraceSink {
        private final Recording recording = new Recording(RECORDED_MAX);
        private final DigestSink digest = new DigestSink();
        private final WorldView view;
        private final ClaimChecker claims;
        private final InvariantChecker invariants;
        private List<Offence> offences = List.of();
        private boolean isBugged;

        Watcher(World world, SharedMemory memory) {
            this.view = world.view(memory);
            this.claims = new ClaimChecker(world.scenario().claims(), view);
            this.invariants = new InvariantChecker(
                    world, memory, id -> world.assembly().machines().get(id));
        }

        RunOutcome outcome(World world, RunResult result) {
            return new RunOutcome(
                    world, result, view, recording, claims.outcomes(), offences, isBugged, digest.digest());
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {
            recording.delivered(step, from, to, message);
            digest.delivered(step, from, to, message);
            invariants.delivered(step, from, to, message);
        }

        @Override
        public void sent(int step, int from, int to, Message message) {
            recording.sent(step, from, to, message);
            digest.sent(step, from, to, message);
            invariants.sent(step, from, to, message);
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            recording.event(step, actor, event, a, b, c, d);
            digest.event(step, actor, event, a, b, c, d);
            claims.event(actor, event, a, b, c, d);
            invariants.event(step, actor, event, a, b, c, d);
            isBugged |= event == Event.BUG_ON;
        }

        @Override
        public boolean wantsStores() {
            return true;
        }

        @Override
        public void stored(int step, int actor, long word, long old, long next) {
            invariants.stored(step, actor, word, old, next);
        }

        @Override
        public void stepped(int step) {
            claims.stepped(step);
            invariants.stepped(step);
            if (invariants.isBroken()) {
                offences = invariants.offences(step);
            }
        }
    }
}
