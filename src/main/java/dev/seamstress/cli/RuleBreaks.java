package dev.seamstress.cli;

import dev.seamstress.explore.Rule;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which scenarios of the catalogue break which rules, by what they expect of themselves; {@code selftest} and the tests
 * see to it that this is so.
 */
final class RuleBreaks {
    private static final String CATALOGUE = "scenarios";

    /** Null if there is no catalogue. */
    private final Map<String, List<Break>> breaks;

    /** A scenario, and the kernel under which it breaks a rule. */
    record Break(String file, String kernel) {}

    private RuleBreaks(Map<String, List<Break>> breaks) {
        this.breaks = breaks;
    }

    /** Those of the catalogue below the current directory. */
    static RuleBreaks ofTheCatalogue() {
        return below(CATALOGUE);
    }

    /** Those of the scenarios below {@code directory}; not known if it is not there. */
    static RuleBreaks below(String directory) {
        if (!Files.isDirectory(Path.of(directory))) {
            return new RuleBreaks(null);
        }
        Map<String, List<Break>> breaks = new TreeMap<>();
        for (String file : Scenarios.below(List.of(directory))) {
            ReadResult read = Scenarios.read(file);
            read.resolved().ifPresent(scenario -> scenario.targets().forEach(target -> add(breaks, file, target)));
        }
        return new RuleBreaks(breaks);
    }

    /** False if there is no catalogue: then nobody knows which scenarios break a rule. */
    boolean areKnown() {
        return breaks != null;
    }

    private static void add(Map<String, List<Break>> breaks, String file, Target target) {
        String rule = switch (target.expected()) {
            case DEADLOCK -> Rule.DEADLOCK;
            case LIVELOCK -> Rule.LIVELOCK;
            case REFUTED -> target.rule();
            case PROVED, BOUNDED -> null;
        };
        if (rule != null) {
            breaks.computeIfAbsent(rule, name -> new ArrayList<>()).add(new Break(file, target.name()));
        }
    }

    /** Those of {@code rule}, in the order of the files. Requires: {@link #areKnown}. */
    List<Break> of(String rule) {
        return List.copyOf(breaks.getOrDefault(rule, List.of()));
    }
}
