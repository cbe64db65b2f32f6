package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.explore.Explorer;
import dev.seamstress.explore.Finding;
import dev.seamstress.explore.Limits;
import dev.seamstress.explore.SearchEnd;
import dev.seamstress.explore.Walking;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.words.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Tests the net: does the explorer find each bug that can be planted, by the rule that must find it, and nothing where
 * nothing is?
 *
 * <p>Immutable; each question is a task of its own, as they are asked by several threads.
 */
final class Selftest {
    private static final Walking NONE = new Walking(0, 1, 1);

    /** A scenario in which a bug is deeper than that is none that finds it by the way. */
    private static final int FOREIGN_STATES = 40_000;

    private final List<Script> scripts;
    private final Limits limits;
    private final boolean isQuick;
    private final KernelChoice choice;

    /** A scenario and the file that it is in. */
    record Script(String file, ResolvedScenario scenario) {}

    /**
     * What came of one question.
     *
     * @param isMissed whether it is a hole in the net
     * @param isOpen whether a bound was met before the answer
     * @param isOnlyItsOwn whether a planted bug was found by no scenario but those that were written for it
     */
    record Answer(String name, String text, boolean isMissed, boolean isOpen, boolean isOnlyItsOwn) {}

    /**
     * Of the choice only the module counts.
     *
     * @param isQuick whether planted bugs are looked for in their own scenarios only
     */
    Selftest(List<Script> scripts, Limits limits, boolean isQuick, KernelChoice choice) {
        this.scripts = List.copyOf(scripts);
        this.limits = limits;
        this.isQuick = isQuick;
        this.choice = choice;
    }

    /** One question for each planted bug that is built; {@code isEach}, or that some of the scenarios plant. */
    List<Callable<Answer>> bugs(boolean isEach) {
        List<Callable<Answer>> tasks = new ArrayList<>();
        for (Mutation mutation : Mutation.values()) {
            if (mutation.isBuilt() && (isEach || isPlanted(mutation))) {
                tasks.add(() -> bug(mutation));
            }
        }
        return tasks;
    }

    private boolean isPlanted(Mutation mutation) {
        return scripts.stream()
                .flatMap(script -> script.scenario().targets().stream())
                .anyMatch(target -> target.mutations().contains(mutation.id()));
    }

    /** How many bugs cannot be planted yet. */
    static int unbuilt() {
        return (int) Arrays.stream(Mutation.values())
                .filter(mutation -> !mutation.isBuilt())
                .count();
    }

    /** One question for each scenario and kernel that it names without a planted bug. */
    List<Callable<Answer>> verdicts() {
        List<Callable<Answer>> tasks = new ArrayList<>();
        for (Script script : scripts) {
            for (Target target : script.scenario().targets()) {
                KernelModel model = kernel(target);
                if (model.mutations().isEmpty()) {
                    tasks.add(() -> verdict(script, model));
                }
            }
        }
        return tasks;
    }

    private static Cell explore(Script script, KernelModel model, String wanted, Limits bounds) {
        return Cell.explore(script.file(), script.scenario(), model, settings -> {
            Explorer.Settings bounded = settings.withLimits(bounds).withWalking(NONE);
            return wanted == null ? bounded : bounded.withWanted(wanted);
        });
    }

    private Answer verdict(Script script, KernelModel model) {
        Cell cell = explore(script, model, null, limits);
        String name = script.scenario().title().name() + " under " + model.name();
        if (cell.exploration().isEmpty()) {
            return new Answer(name, "n/a", false, false, false);
        }
        String text =
                cell.text() + (cell.isUnexpected() ? ", not as expected" : cell.isUndecided() ? ", undecided" : "");
        return new Answer(name, text, cell.isUnexpected(), cell.isUndecided(), false);
    }

    private Answer bug(Mutation mutation) {
        List<String> own = new ArrayList<>();
        Set<String> ownFiles = new LinkedHashSet<>();
        List<String> blind = new ArrayList<>();
        Target base = null;
        boolean isBounded = false;
        for (Script script : scripts) {
            for (Target target : script.scenario().targets()) {
                if (target.mutations().contains(mutation.id())) {
                    base = base == null ? target : base;
                    ownFiles.add(script.file());
                    Optional<String> found = find(script, target, mutation, limits);
                    found.ifPresent(own::add);
                    boolean isCut = found.isEmpty() && isBounded(script, target, mutation);
                    isBounded |= isCut;
                    if (found.isEmpty() && !isCut && isPromised(target, mutation)) {
                        blind.add(script.scenario().title().name());
                    }
                }
            }
        }
        if (base == null) {
            return new Answer(mutation.id(), "no scenario plants it", true, false, false);
        }
        if (!blind.isEmpty()) {
            String text = "not found as " + mutation.rule() + " by " + String.join(", ", blind);
            return new Answer(mutation.id(), text, true, false, false);
        }
        if (own.isEmpty()) {
            String text = (isBounded ? "undecided, a bound was met: " : "not found as ") + mutation.rule();
            return new Answer(mutation.id(), text, !isBounded, isBounded, false);
        }
        String text = mutation.rule() + ": " + String.join(", ", own);
        if (isQuick) {
            return new Answer(mutation.id(), text, false, false, false);
        }
        Optional<String> other = other(base, mutation, ownFiles);
        return new Answer(
                mutation.id(), text + other.map(found -> "; also " + found).orElse(""), false, false, other.isEmpty());
    }

    /** True if the scenario says itself that the bug breaks its rule there. */
    private static boolean isPromised(Target target, Mutation mutation) {
        return mutation.rule().equals(new Expectation(target).wanted());
    }

    /** The first scenario not written for the bug that finds it by the same rule. */
    private Optional<String> other(Target base, Mutation mutation, Set<String> ownFiles) {
        for (Script script : scripts) {
            if (!ownFiles.contains(script.file()) && isRunnableUnder(script, base)) {
                Optional<String> found = find(script, base, mutation, limits.withStates(FOREIGN_STATES));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** A file that plants bugs of its own, or expects something of this kernel unmutated but a proof, tells nothing. */
    private static boolean isRunnableUnder(Script script, Target base) {
        Target plain = Expectation.of(script.scenario(), KernelModel.of(KernelVariant.named(base.model())))
                .target();
        return plain.expected() == Verdict.PROVED
                && script.scenario().targets().get(0).mutations().isEmpty();
    }

    private KernelModel kernel(Target target) {
        return choice.furnished(KernelModel.of(KernelVariant.named(target.model()), target.mutations()));
    }

    private Optional<String> find(Script script, Target target, Mutation mutation, Limits bounds) {
        KernelModel model = kernel(target);
        return explore(script, model, mutation.rule(), bounds)
                .exploration()
                .flatMap(exploration -> exploration.findings().stream()
                        .filter(finding -> finding.rule().name().equals(mutation.rule()))
                        .findFirst())
                .map(finding -> script.scenario().title().name() + steps(finding));
    }

    /** Asked only of a bug that was not found: whether a bound was the reason. */
    private boolean isBounded(Script script, Target target, Mutation mutation) {
        KernelModel model = kernel(target);
        return explore(script, model, mutation.rule(), limits)
                .exploration()
                .filter(found -> found.end() != SearchEnd.EXHAUSTED)
                .isPresent();
    }

    private static String steps(Finding finding) {
        return " in " + finding.schedule().size();
    }
}
