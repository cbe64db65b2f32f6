package dev.seamstress.explore;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.reduce.Reduction;
import dev.seamstress.scenario.reduce.Reductions;
import dev.seamstress.scenario.reduce.ScenarioSize;
import java.util.List;
import java.util.Optional;

/**
 * Makes a counterexample smaller, its scenario and its schedule together, until it is 1-minimal: no single thing can be
 * taken from the scenario so that the same rule is still broken under the same kernel, in the same manner.
 *
 * <p>A fact is only taken if the shortest schedule does not become longer by it. One that says that page tables are
 * there, which would have to be built first, makes the counterexample smaller, not larger.
 *
 * <p>Each smaller scenario is searched anew; a schedule of the larger one would mean nothing in it. So what is tried,
 * and what comes out, depend on nothing but the input, as long as {@link Limits#watch} does not end it.
 */
public final class Shrinker {
    private final KernelModel model;
    private final Settings settings;

    /**
     * Where it gives up.
     *
     * @param limits of each search
     * @param steps how many steps all searches may make together
     */
    public record Settings(Limits limits, long steps) {
        /** Mostly well below a second, and some seconds where there are many states. */
        public static final Settings DEFAULT = new Settings(Limits.NONE.withStates(100_000), 1_500_000);

        public Settings withLimits(Limits others) {
            return new Settings(others, steps);
        }
    }

    /** Of counterexamples under {@code model}. */
    public Shrinker(KernelModel model, Settings settings) {
        this.model = model;
        this.settings = settings;
    }

    /**
     * The smaller counterexample; if nothing can be taken, the same, self-contained.
     *
     * <p>Requires: {@code finding} is one of {@code scenario} under the model, and has a schedule: of a claim that is
     * vacuous nothing can be shown.
     *
     * <p>Errors: {@link SearchCrash} if a machine throws in some smaller scenario.
     */
    public Shrunk shrink(Scenario scenario, Finding finding) {
        if (finding.rule().kind() == Rule.Kind.VACUOUS) {
            throw new IllegalArgumentException(
                    "no schedule shows that " + finding.rule().name() + " is vacuous");
        }
        Trials trials = new Trials(model, scenario, finding, settings);
        Trial first = trials.first();
        Trial best = trials.of(first.scenario(), first.kept()).orElse(first);
        Trial before;
        do {
            before = best;
            trials.beginPass();
            best = pass(best, trials);
        } while (!best.scenario().equals(before.scenario()));
        boolean isMinimal = !trials.isSpent() && !trials.isSomeUnknown();
        Trial smallest = best;
        Optional<Finding> shortest = trials.shortest(best);
        Finding shown = shortest.orElseGet(() -> trials.shorter(smallest));
        Scenario alone = SelfContained.of(best.scenario(), model, shown.rule());
        return new Shrunk(
                alone,
                SelfContained.text(alone),
                best.resolved(),
                shown,
                ScenarioSize.of(first.scenario()).minus(ScenarioSize.of(best.scenario())),
                finding.schedule().size(),
                isMinimal,
                shortest.isPresent());
    }

    /** Tries every reduction once, in what the ones before it have left. */
    private static Trial pass(Trial from, Trials trials) {
        Trial best = from;
        List<Reduction> reductions = Reductions.of(best.scenario(), best.kept());
        int next = 0;
        while (next < reductions.size() && !trials.isSpent()) {
            Optional<Trial> smaller = smaller(best, reductions.get(next), trials);
            if (smaller.isPresent()) {
                best = smaller.get();
                reductions = Reductions.of(best.scenario(), best.kept());
            } else {
                next++;
            }
        }
        return best;
    }

    private static Optional<Trial> smaller(Trial best, Reduction reduction, Trials trials) {
        Optional<Trial> trial = trials.of(reduction.scenario(), reduction.kept());
        if (trial.isEmpty() || reduction.part() != Reduction.Part.FACT) {
            return trial;
        }
        return trial.filter(without -> isNoLonger(without, best, trials));
    }

    private static boolean isNoLonger(Trial without, Trial with, Trials trials) {
        Optional<Finding> shortest = trials.shortest(without);
        Optional<Finding> other = trials.shortest(with);
        return shortest.isPresent()
                && other.isPresent()
                && shortest.get().schedule().size() <= other.get().schedule().size();
    }
}
