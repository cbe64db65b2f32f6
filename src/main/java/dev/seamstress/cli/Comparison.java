package dev.seamstress.cli;

import dev.seamstress.explore.Explainer;
import dev.seamstress.explore.Limits;
import dev.seamstress.explore.NearestPass;
import dev.seamstress.explore.WayBack;
import dev.seamstress.world.World;
import java.util.Locale;
import java.util.Optional;

/** What a run that fails is compared with: the nearest schedule that passes, as far as a short search finds it. */
final class Comparison {
    private static final int STEPS_MAX = 20_000;
    private static final int STATES_MAX = 50_000;
    private static final int DEPTH_MAX = 5_000;

    private final World world;
    private final Optional<WayBack> wayBack;

    private Comparison(World world, Optional<WayBack> wayBack) {
        this.world = world;
        this.wayBack = wayBack;
    }

    /** For a run that is over. {@code isLoop}: it is a livelock. */
    static Comparison of(RunOutcome outcome, boolean isLoop) {
        World world = outcome.world();
        boolean isFailing = isLoop || !outcome.broken().isEmpty();
        boolean isCompared = isFailing
                && outcome.end() != RunOutcome.End.CRASHED
                && outcome.run().steps() <= STEPS_MAX;
        if (!isCompared) {
            return new Comparison(world, Optional.empty());
        }
        Limits limits = Limits.NONE.withStates(STATES_MAX).withDepth(DEPTH_MAX);
        Explainer explainer = new Explainer(() -> World.again(world.scenario(), world.model()), limits);
        return new Comparison(world, explainer.wayBack(outcome.run().schedule(), isLoop));
    }

    /** What tells the run that passes. */
    Optional<TraceFiles.Source> passing() {
        return wayBack.flatMap(WayBack::nearest).map(nearest -> CounterexamplePage.passing(world, nearest));
    }

    /** Where the two part, or why there is one run only; nothing of a run that needs no other. */
    Optional<String> text() {
        return wayBack.map(way -> {
            Optional<NearestPass> nearest = way.nearest();
            if (nearest.isPresent()) {
                return "beside it: the nearest schedule that passes; the two part at step "
                        + nearest.get().fork();
            }
            return way.doom().isKnown()
                    ? "beside it: nothing, as no schedule passes"
                    : String.format(
                            Locale.ROOT,
                            "beside it: nothing, as no schedule that passes was found among %,d states",
                            STATES_MAX);
        });
    }
}
