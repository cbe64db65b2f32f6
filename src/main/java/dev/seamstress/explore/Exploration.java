package dev.seamstress.explore;

import java.util.List;
import java.util.Optional;

/**
 * What came out of an exploration.
 *
 * @param findings of each rule that was broken the first schedule that did; the one that was asked for comes first
 * @param unwitnessed the names of the {@code sometimes} that were not seen
 * @param size of the exhaustive search; all zero if there was none
 * @param walks of the walks; all zero if there were none
 * @param coverage what all steps together went through
 */
public record Exploration(
        SearchEnd end,
        List<Finding> findings,
        List<String> unwitnessed,
        Size size,
        WalkCount walks,
        Outcomes outcomes,
        Coverage coverage) {
    /** What can be said of a scenario. */
    public enum Verdict {
        /** Every schedule was explored, and all is well. */
        PROVED,
        /** A schedule breaks a rule, or a {@code sometimes} is never seen. */
        REFUTED,
        /** A bound was met, and nothing is broken so far. */
        NOT_FOUND
    }

    /** How many of the livelocks that there are would have been found. */
    public enum Livelocks {
        ALL,
        /** Those of states after which the search has seen everything. */
        SOME,
        /** A walk sees none. */
        NONE
    }

    /**
     * How much an exhaustive search has seen.
     *
     * @param states states that were visited: of those that differ only by an exchange of vCPUs one is
     * @param unfolded how many they stand for, themselves included
     * @param finals states in which no message is in flight
     * @param depth the most steps that a schedule had
     * @param starvations sets of states that can be walked round in for ever without progress, but also left
     * @param bytes what it remembered
     * @param collisionBound an upper bound of the chance that two states, or two steps, were taken for one
     * @param symmetry which vCPUs were taken to be interchangeable, or why none, as a sentence
     */
    public record Size(
            long states,
            long unfolded,
            long transitions,
            long finals,
            int depth,
            int starvations,
            long bytes,
            double collisionBound,
            String symmetry) {
        static final Size NONE = new Size(0, 0, 0, 0, 0, 0, 0, 0, "nothing was searched");
    }

    /**
     * How many schedules were walked, their steps in all, and how many were cut at {@code depth} steps, their bound.
     */
    public record WalkCount(long schedules, long steps, long cut, int depth) {
        static final WalkCount NONE = new WalkCount(0, 0, 0, 0);
    }

    public Exploration {
        findings = List.copyOf(findings);
        unwitnessed = List.copyOf(unwitnessed);
    }

    /** This one, and {@code walks} that were made after it. */
    Exploration with(Exploration walks) {
        List<String> unseen =
                unwitnessed.stream().filter(walks.unwitnessed()::contains).toList();
        outcomes.addAll(walks.outcomes());
        coverage.addAll(walks.coverage());
        return new Exploration(end, walks.findings(), unseen, size, walks.walks(), outcomes, coverage);
    }

    public Verdict verdict() {
        if (!findings.isEmpty()) {
            return Verdict.REFUTED;
        }
        return end == SearchEnd.EXHAUSTED ? Verdict.PROVED : Verdict.NOT_FOUND;
    }

    /** Which livelocks would have been found: a trap is one only if all that follows it was seen. */
    public Livelocks livelocks() {
        if (end == SearchEnd.EXHAUSTED) {
            return Livelocks.ALL;
        }
        return size.states() > 0 ? Livelocks.SOME : Livelocks.NONE;
    }

    /** What refutes the scenario, if anything does. */
    public Optional<Finding> finding() {
        return findings.stream().findFirst();
    }
}
