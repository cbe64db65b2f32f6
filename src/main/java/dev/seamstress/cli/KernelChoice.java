package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.problem.Near;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which kernel a scenario runs under: what the command line says, else the scenario.
 *
 * <p>Shape: {@code model} is null for the newest that the scenario names. {@code changes} are mutations and switches,
 * to be planted besides those of the file. {@code module} is null for the one that the scenario names. {@code without}
 * are the rules that nobody looks at; which they are is no part of the kernel, and goes where it goes.
 */
record KernelChoice(String model, List<String> changes, String module, List<String> without) {
    /** Whatever the file says. */
    static final KernelChoice OF_THE_FILE = new KernelChoice(null, List.of());

    private static final String OFF = "no-";

    /** On the module of the file, with all rules. */
    KernelChoice(String model, List<String> changes) {
        this(model, changes, null, List.of());
    }

    KernelChoice {
        changes = List.copyOf(changes);
        without = List.copyOf(without);
    }

    /** What is wrong with the names, or null. */
    String problem() {
        if (model != null && KernelVariant.named(model) == null) {
            return "no model '" + model + "'; there are " + String.join(", ", Scenarios.NAMES.models());
        }
        Set<String> known = known();
        for (String change : changes) {
            if (!known.contains(change)) {
                return "no mutation '" + change + "'; "
                        + Near.named(change, List.copyOf(known))
                                .map(near -> "did you mean " + near.replace('`', '\'') + "?")
                                .orElse("'seamstress mutations' lists them");
            }
            if (changes.contains(OFF + change)) {
                return change + " cannot be on and off";
            }
        }
        return null;
    }

    private static Set<String> known() {
        Set<String> known = new LinkedHashSet<>(Mutation.names());
        for (String name : Scenarios.NAMES.switches()) {
            known.add(name);
            known.add(OFF + name);
        }
        return known;
    }

    /** The mutations that the file plants in every model: those of its first target. */
    private static List<String> planted(ResolvedScenario scenario) {
        return scenario.targets().get(0).mutations();
    }

    /** The kernel to run {@code scenario} under. Requires: no {@link #problem}. */
    KernelModel of(ResolvedScenario scenario) {
        Set<String> all = new LinkedHashSet<>(planted(scenario));
        all.addAll(changes);
        KernelVariant variant = model == null ? newest(scenario) : KernelVariant.named(model);
        return furnished(KernelModel.of(variant, new ArrayList<>(all)));
    }

    /** The kernel on the module that was chosen, if one was, and without the rules that are off. */
    KernelModel furnished(KernelModel kernel) {
        KernelModel placed =
                module == null ? kernel : kernel.on(ModuleVariant.find(module).orElseThrow());
        return placed.without(without);
    }

    /** The same with more rules off. */
    KernelChoice withoutAlso(List<String> more) {
        return new KernelChoice(model, changes, module, RulesOff.both(without, more));
    }

    /** True if the kernel is the scenario's to choose. */
    boolean isOfTheFile() {
        return model == null && changes.isEmpty();
    }

    private static KernelVariant newest(ResolvedScenario scenario) {
        return own(scenario).stream()
                .map(target -> KernelVariant.named(target.model()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The targets without mutations of their own. */
    private static List<Target> own(ResolvedScenario scenario) {
        Set<String> planted = new TreeSet<>(planted(scenario));
        return scenario.targets().stream()
                .filter(target -> planted.equals(new TreeSet<>(target.mutations())))
                .toList();
    }

    /** The words that repeat the choice on a command line, each after a space. */
    String options() {
        return (model == null ? "" : " --model " + model)
                + (changes.isEmpty() ? "" : " --mutate " + String.join(",", changes))
                + (module == null ? "" : " --module " + RunText.quoted(module))
                + RulesOff.option(without);
    }
}
