package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.explore.Exploration;
import dev.seamstress.explore.Explorer;
import dev.seamstress.explore.Finding;
import dev.seamstress.explore.Limits;
import dev.seamstress.explore.Trust;
import dev.seamstress.explore.Walking;
import dev.seamstress.explore.Way;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.util.Optional;

/** Explores scenarios one after the other, in the same way. */
final class Explorations {
    /** A search for a shortest schedule is given up beyond, unless it is asked for: a few seconds. */
    private static final int SHORTEST_STATES = 1_000_000;

    /** The searches that explain a counterexample are given up beyond. */
    private static final int EXPLAINED_STATES = 300_000;

    private final Settings settings;
    private final ExploreWatch watch;
    private final Counterexamples counterexamples;

    /**
     * How.
     *
     * @param isShortest whether a refutation is worth a search for a shortest schedule without a bound of its own
     * @param width of the drawings of counterexamples
     */
    record Settings(
            Way way, boolean isShortest, boolean isKeepGoing, Trust trust, Limits limits, Walking walking, int width) {
        boolean hasAllMoments() {
            return way != Way.EXHAUSTIVE || trust.isSelfCheck() || !trust.isPrompt();
        }
    }

    Explorations(Settings settings, ExploreWatch watch) {
        this.settings = settings;
        this.watch = watch;
        this.counterexamples =
                new Counterexamples(Limits.NONE.withStates(EXPLAINED_STATES).withWatch(watch), settings.width());
    }

    /** True if somebody wants all to end. */
    boolean isInterrupted() {
        return watch.isInterrupted();
    }

    /** Explores one scenario under one kernel. Errors: {@link NotModelledException} names what cannot be run. */
    ExploreOutcome explore(String file, ReadResult read, KernelModel model) throws NotModelledException {
        ResolvedScenario scenario = read.resolved().orElseThrow();
        World world = World.of(scenario, model);
        Expectation expectation = Expectation.of(scenario, model);
        watch.begin(scenario.title().name() + " under " + model.name() + RulesOff.suffix(model));
        Explorer.Settings how = new Explorer.Settings(
                settings.way(),
                expectation.wanted(),
                settings.isKeepGoing(),
                settings.trust(),
                settings.limits().withWatch(watch),
                settings.walking());
        Explorer explorer = new Explorer(() -> World.again(scenario, model), how);
        Exploration exploration = explorer.explore();
        exploration
                .finding()
                .ifPresent(found -> watch.tell(refuted(scenario, model, found) + ", finding a shortest schedule"));
        Optional<Finding> finding = exploration.finding().map(found -> shorter(explorer, found));
        Optional<Counterexample> counterexample = Optional.empty();
        if (finding.isPresent() && finding.get().schedule().size() > 0) {
            watch.tell(refuted(scenario, model, finding.get()) + ", leaving out what it does not need");
            counterexample = Optional.of(counterexamples.of(read, model, finding.get()));
        }
        watch.end();
        return new ExploreOutcome(
                file, world, exploration, settings.hasAllMoments(), finding, counterexample, expectation);
    }

    private static String refuted(ResolvedScenario scenario, KernelModel model, Finding finding) {
        return scenario.title().name() + " under " + model.name() + RulesOff.suffix(model) + ": REFUTED "
                + finding.rule().name();
    }

    /** A shortest schedule, where a search finds one. */
    private Finding shorter(Explorer explorer, Finding found) {
        boolean hasSchedule = found.schedule().size() > 0;
        int states = settings.isShortest() ? Integer.MAX_VALUE : SHORTEST_STATES;
        return hasSchedule ? explorer.shortest(found, states).orElse(found) : found;
    }
}
