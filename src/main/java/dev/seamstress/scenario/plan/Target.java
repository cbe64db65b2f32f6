package dev.seamstress.scenario.plan;

import dev.seamstress.scenario.words.Verdict;
import java.util.List;

/**
 * One model to check, and the verdict expected of it.
 *
 * <p>Shape: {@code mutations} are the file's and then the expectation's, without duplicates; a switch is a name or
 * {@code no-} and a name. {@code rule} is null unless the verdict is {@code refuted} with a rule: {@code V12},
 * {@code never#1}, {@code bug_on}.
 */
public record Target(String model, List<String> mutations, Verdict expected, String rule) {
    public Target {
        mutations = List.copyOf(mutations);
    }

    /** The model and its mutations as an {@code expect} line has them. */
    public String name() {
        return mutations.isEmpty() ? model : model + " + " + String.join(" + ", mutations);
    }
}
