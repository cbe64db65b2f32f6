package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.explore.Exploration;
import dev.seamstress.explore.Finding;
import dev.seamstress.explore.Rule;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.scenario.words.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a script expects of a kernel, and whether an exploration came out so.
 *
 * @param without the rules that are off and that a script's words are about; then it expects nothing that could be
 *     compared, and {@code target} is that of a kernel that it does not name
 */
record Expectation(Target target, List<String> without) {
    private static final String WITNESSES = Quantifier.SOMETIMES.word() + "#";

    /** With all rules looked at. */
    Expectation(Target target) {
        this(target, List.of());
    }

    Expectation {
        without = List.copyOf(without);
    }

    /**
     * What the script expects of this kernel with these changes; one that it does not name is expected to be proved.
     */
    static Expectation of(ResolvedScenario scenario, KernelModel model) {
        String variant = model.variant().id();
        Set<String> changes = new TreeSet<>(model.changes());
        for (Target target : scenario.targets()) {
            if (target.model().equals(variant) && changes.equals(new TreeSet<>(target.mutations()))) {
                return isComparable(target, model.rulesOff())
                        ? new Expectation(target)
                        : new Expectation(
                                new Target(variant, target.mutations(), Verdict.PROVED, null), model.rulesOff());
            }
        }
        return new Expectation(new Target(variant, model.changes(), Verdict.PROVED, null));
    }

    /**
     * True if {@code expected} can still come out where some rules are {@code off}. What was broken before one of them
     * is, and what holds in all runs, is so without them; what holds in no run may happen in one that goes on.
     */
    private static boolean isComparable(Target expected, List<String> off) {
        if (off.isEmpty() || expected.expected() != Verdict.REFUTED) {
            return true;
        }
        String rule = expected.rule();
        return rule != null && !off.contains(rule) && !rule.startsWith(WITNESSES);
    }

    /** True if what the script says of the kernel can be compared with what comes out. */
    boolean isComparable() {
        return without.isEmpty();
    }

    /** The kernels that a scenario is to be explored under: all that it names, or the one that was chosen. */
    static List<KernelModel> kernels(ResolvedScenario scenario, KernelChoice choice) {
        if (!choice.isOfTheFile()) {
            return List.of(choice.of(scenario));
        }
        List<KernelModel> models = new ArrayList<>();
        for (Target target : scenario.targets()) {
            models.add(choice.furnished(KernelModel.of(KernelVariant.named(target.model()), target.mutations())));
        }
        return models;
    }

    /** True if the script names this kernel with these changes; of others it says nothing. */
    boolean isNamedBy(ResolvedScenario scenario) {
        return isComparable() && scenario.targets().contains(target);
    }

    /** The rule that a search looks for: the one that the script expects to be broken; null for anything. */
    String wanted() {
        return switch (target.expected()) {
            case LIVELOCK -> Rule.LIVELOCK;
            case DEADLOCK -> Rule.DEADLOCK;
            case REFUTED -> target.rule() == null ? Rule.ANY : target.rule();
            case PROVED, BOUNDED -> null;
        };
    }

    /** True if the exploration came out as the script expects. */
    boolean isMet(Exploration exploration) {
        boolean isRefuted = exploration.verdict() == Exploration.Verdict.REFUTED;
        return switch (target.expected()) {
            case PROVED -> exploration.verdict() == Exploration.Verdict.PROVED;
            case BOUNDED -> !isRefuted;
            case LIVELOCK, DEADLOCK, REFUTED -> has(exploration, wanted());
        };
    }

    private static boolean has(Exploration exploration, String rule) {
        return exploration.findings().stream()
                .anyMatch(finding -> finding.rule().is(rule));
    }

    /** The exit code of an exploration, which does not tell of bounds that were met. */
    ExitCode exitCode(Exploration exploration) {
        if (isMet(exploration) || exploration.verdict() == Exploration.Verdict.NOT_FOUND) {
            return ExitCode.AS_EXPECTED;
        }
        return exploration
                .finding()
                .map(Finding::rule)
                .map(Expectation::exitCode)
                .orElse(ExitCode.EXPECTATION_NOT_MET);
    }

    private static ExitCode exitCode(Rule rule) {
        return switch (rule.kind()) {
            case BUG_ON -> ExitCode.KVM_BUG;
            case INVARIANT -> ExitCode.INVARIANT;
            case CLAIM, VACUOUS -> ExitCode.EXPECTATION_NOT_MET;
            case DEADLOCK -> ExitCode.DEADLOCK;
            case LIVELOCK -> ExitCode.LIVELOCK;
        };
    }

    /** In the words of the script. */
    String text() {
        if (!isComparable()) {
            return "nothing" + RulesOff.suffix(without);
        }
        String verdict = target.expected().word();
        return target.rule() == null ? verdict : verdict + " " + target.rule();
    }
}
