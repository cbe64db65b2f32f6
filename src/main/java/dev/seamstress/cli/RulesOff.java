package dev.seamstress.cli;

import dev.seamstress.check.invariant.Invariant;
import dev.seamstress.check.invariant.Invariants;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.explore.Standing;
import dev.seamstress.scenario.problem.Near;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules that somebody has turned off: which can be, and how results say that nobody looked at them. */
final class RulesOff {
    private static final Pattern CLAIM = Pattern.compile("(always|never|finally|sometimes|order)#[0-9]+");
    private static final String LIST = "'seamstress rules' lists them";

    private RulesOff() {}

    /** Why one of {@code names} cannot be turned off, or null. */
    static String problem(List<String> names) {
        for (String name : names) {
            if (Invariants.named(name).isEmpty()) {
                return why(name);
            }
        }
        return null;
    }

    private static String why(String name) {
        Optional<Standing> standing = Standing.named(name);
        if (standing.isPresent()) {
            return name + " cannot be turned off: " + standing.get().whyNotOff();
        } else if (CLAIM.matcher(name).matches()) {
            return name + " cannot be turned off: it is the scenario's own; leave it out of the file";
        }
        String near =
                Near.best(name, Invariants.all().stream().map(Invariant::name).toList());
        return "no rule '" + name + "'; " + (near == null ? LIST : "did you mean '" + near + "'? " + LIST);
    }

    /** The names in the order of the rules, each once. Requires: there is no {@link #problem}. */
    static List<String> sorted(List<String> names) {
        return Invariants.all().stream()
                .map(Invariant::name)
                .filter(names::contains)
                .toList();
    }

    /** All of {@code some} and of {@code others}, sorted. */
    static List<String> both(List<String> some, List<String> others) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return sorted(new ArrayList<>(all));
    }

    /** What stands behind a verdict, or a kernel's name: {@code without V13, UAF}; empty if no rule is off. */
    static String suffix(KernelModel model) {
        return suffix(model.rulesOff());
    }

    /** The same for the names themselves. */
    static String suffix(List<String> names) {
        return names.isEmpty() ? "" : " without " + String.join(", ", names);
    }

    /** The word that repeats it on a command line, after a space; empty if no rule is off. */
    static String option(List<String> names) {
        return names.isEmpty() ? "" : " --without " + String.join(",", names);
    }
}
