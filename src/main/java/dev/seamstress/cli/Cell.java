package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.explore.Exploration;
import dev.seamstress.explore.Explorer;
import dev.seamstress.explore.Finding;
import dev.seamstress.explore.Rule;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One scenario under one kernel, explored: a cell of a table.
 *
 * @param scenario null if some of its words are not modelled at all
 * @param exploration empty if this version cannot run it
 * @param missing why not, in the words of the language
 */
record Cell(
        String file,
        ResolvedScenario scenario,
        KernelModel model,
        Optional<Exploration> exploration,
        List<String> missing) {
    /** Of a file with words that this version does not know what to do with. {@code scenario} is null. */
    static Cell unknown(String file, KernelModel model, List<String> missing) {
        return new Cell(file, null, model, Optional.empty(), missing);
    }

    /** Explores; {@code how} changes the settings, which look for what the script expects. */
    static Cell explore(
            String file, ResolvedScenario scenario, KernelModel model, UnaryOperator<Explorer.Settings> how) {
        try {
            World.of(scenario, model);
        } catch (NotModelledException e) {
            return new Cell(file, scenario, model, Optional.empty(), e.words());
        }
        Explorer.Settings settings = Explorer.Settings.DEFAULT.withWanted(
                Expectation.of(scenario, model).wanted());
        Explorer explorer = new Explorer(() -> World.again(scenario, model), how.apply(settings));
        return new Cell(file, scenario, model, Optional.of(explorer.explore()), List.of());
    }

    Expectation expectation() {
        return Expectation.of(scenario, model);
    }

    /** True if the script says what it expects of this kernel, and it came out otherwise. */
    boolean isUnexpected() {
        return exploration
                .filter(found -> found.verdict() != Exploration.Verdict.NOT_FOUND)
                .filter(found ->
                        expectation().isNamedBy(scenario) && !expectation().isMet(found))
                .isPresent();
    }

    /** True if a bound was met before the answer that the script expects. */
    boolean isUndecided() {
        return exploration
                .filter(found -> found.verdict() == Exploration.Verdict.NOT_FOUND)
                .filter(found ->
                        expectation().isNamedBy(scenario) && !expectation().isMet(found))
                .isPresent();
    }

    /** {@code proved 3,924}, {@code bug_on in 34}, {@code n/a}. */
    String text() {
        return exploration.map(Cell::text).orElse("n/a");
    }

    private static String text(Exploration exploration) {
        long states = exploration.size().states();
        return switch (exploration.verdict()) {
            case PROVED -> String.format(Locale.ROOT, "proved %,d", states);
            case NOT_FOUND -> String.format(Locale.ROOT, "not found %,d", states);
            case REFUTED -> {
                Finding finding = exploration.finding().orElseThrow();
                yield finding.rule().kind() == Rule.Kind.VACUOUS
                        ? finding.rule().name() + " vacuous"
                        : finding.rule().name() + " in " + finding.schedule().size();
            }
        };
    }

    ExitCode exitCode() {
        return isUnexpected() ? expectation().exitCode(exploration.orElseThrow()) : ExitCode.AS_EXPECTED;
    }
}
