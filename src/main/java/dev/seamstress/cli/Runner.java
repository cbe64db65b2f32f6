package dev.seamstress.cli;

import dev.seamstress.actor.LiveDriver;
import dev.seamstress.actor.LiveOptions;
import dev.seamstress.actor.RunResult;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.DigestSink;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.time.Duration;

/**
 * Runs scenarios one after the other through Pekko.
 *
 * <p>A live run cannot be looked at while it runs: its log is a schedule, and the schedule is replayed step by step for
 * the timeline, the claims and the invariants. The replay must tell the same as the live run did.
 */
final class Runner implements AutoCloseable {
    private static final Duration LIVE_MAX = Duration.ofSeconds(60);

    private final RunSettings settings;
    private final Player player = new Player();

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
            Strategy walk = new RandomWalk(settings.seed());
            return player.stepped(World.of(scenario, model), told -> walk, settings.maxSteps());
        }
        World world = World.of(scenario, model);
        DigestSink digest = new DigestSink();
        RunResult live;
        try (LiveDriver driver = new LiveDriver()) {
            live = driver.run(
                    world.assembly(), digest, LiveOptions.withTimeout(LIVE_MAX).withMaxSteps(settings.maxSteps()));
        }
        if (live.end() == RunResult.End.CRASHED) {
            return RunWatcher.of(world, live.memory()).outcome(world, live);
        }
        boolean isWhole = live.end() == RunResult.End.QUIESCENT;
        Strategy replay = new Replay(live.schedule());
        RunOutcome replayed = player.stepped(
                World.of(scenario, model),
                told -> replay,
                Math.min(live.schedule().size(), settings.maxSteps()));
        boolean isReplayed = isWhole && replayed.end() != RunOutcome.End.BROKEN;
        if (isReplayed && replayed.digest() != digest.digest()) {
            throw new IllegalStateException("the log of the live run does not replay to what it told");
        }
        return replayed;
    }

    @Override
    public void close() {
        player.close();
    }
}
