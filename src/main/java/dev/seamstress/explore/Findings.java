package dev.seamstress.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * What a search has found, of each rule the first, and whether it shall go on.
 *
 * <p>A search that looks for one rule, or for {@link Rule#ANY}, goes on until it has that; one that looks for anything
 * stops at the first; one that keeps going never stops. Where a schedule breaks a rule it is followed no further.
 */
final class Findings {
    private final String wanted;
    private final boolean isKeepGoing;
    private final List<Finding> list = new ArrayList<>();

    private Findings(String wanted, boolean isKeepGoing) {
        this.wanted = wanted;
        this.isKeepGoing = isKeepGoing;
    }

    /** Stops at the first finding. */
    static Findings any() {
        return new Findings(null, false);
    }

    /** Stops when {@code rule} is found. */
    static Findings of(String rule) {
        return new Findings(rule, false);
    }

    /** Never stops. */
    static Findings all() {
        return new Findings(null, true);
    }

    boolean has(String rule) {
        return find(rule) != null;
    }

    /** The finding of a rule, or null. */
    Finding find(String rule) {
        for (Finding finding : list) {
            if (finding.rule().name().equals(rule)) {
                return finding;
            }
        }
        return null;
    }

    /** Adds one, unless there is one of its rule. */
    void add(Finding finding) {
        if (!has(finding.rule().name())) {
            list.add(finding);
        }
    }

    /** True if the search has what it looks for. */
    boolean areEnough() {
        return !isKeepGoing
                && list.stream()
                        .anyMatch(found -> wanted == null || found.rule().is(wanted));
    }

    /** All, in the order in which they were found. */
    List<Finding> list() {
        return List.copyOf(list);
    }
}
