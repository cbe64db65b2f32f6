package dev.seamstress.explore;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.ast.Expect;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Options;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.text.Fmt;
import dev.seamstress.scenario.words.Defaults;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.world.ModelNames;
import java.util.List;

/**
 * A scenario that says by itself under which kernel it breaks which rule: with a schedule, a counterexample that needs
 * nothing else.
 */
public final class SelfContained {
    private static final Defaults DEFAULTS = Defaults.of(new ModelNames());

    private SelfContained() {}

    /**
     * {@code scenario} for {@code model} alone, its changes planted by the scenario, with the one expectation that
     * {@code rule} is broken. What was found while rules were off says so of itself only if it is true also of who
     * looks at all of them: that something is broken, be it one of those; of deadlocks and livelocks, nothing.
     *
     * <p>Requires: {@code rule} was broken in {@code scenario} under {@code model}.
     */
    public static Scenario of(Scenario scenario, KernelModel model, Rule rule) {
        Options options = scenario.options();
        Options.Kernels kernels = new Options.Kernels(
                List.of(Name.absent(model.variant().id())),
                options.kernels().module(),
                model.changes().stream().map(Name::absent).toList());
        Options alone = new Options(kernels, options.vm(), options.timers(), options.onfault(), options.td());
        List<Expect> expects = model.rulesOff().isEmpty() ? List.of(expect(model, rule)) : withoutRules(model, rule);
        return new Scenario(scenario.title(), alone, scenario.decls(), scenario.grid(), scenario.claims(), expects);
    }

    private static List<Expect> withoutRules(KernelModel model, Rule rule) {
        Expect expect = expect(model, rule);
        return expect.verdict().text().equals(Verdict.REFUTED.word())
                ? List.of(new Expect(expect.model(), expect.mutations(), expect.verdict(), null, expect.at()))
                : List.of();
    }

    private static Expect expect(KernelModel model, Rule rule) {
        Name variant = Name.absent(model.variant().id());
        Verdict verdict = switch (rule.kind()) {
            case DEADLOCK -> Verdict.DEADLOCK;
            case LIVELOCK -> Verdict.LIVELOCK;
            case BUG_ON, INVARIANT, CLAIM, VACUOUS -> Verdict.REFUTED;
        };
        boolean hasName = verdict == Verdict.REFUTED && !rule.name().equals(Rule.RESULTS);
        Name name = hasName ? Name.absent(rule.name()) : null;
        return new Expect(variant, List.of(), Name.absent(verdict.word()), name, variant.at());
    }

    /** The canonical text of a scenario. */
    public static String text(Scenario scenario) {
        return Fmt.format(scenario, DEFAULTS);
    }
}
