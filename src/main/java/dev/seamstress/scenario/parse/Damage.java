package dev.seamstress.scenario.parse;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the parser had to skip, so that the checks do not complain about its absence.
 *
 * <p>Shape: the names of labels and gfns that stand in skipped or broken pieces; whether the header is missing; whether
 * any piece at all was skipped.
 */
public final class Damage {
    private final SortedSet<String> labels = new TreeSet<>();
    private final SortedSet<String> gfns = new TreeSet<>();
    private boolean isAny;
    private boolean isHeaderLost;
    private boolean areFactsLost;
    private boolean areNamesLost;

    /** Labels of broken cells. */
    public SortedSet<String> labels() {
        return Collections.unmodifiableSortedSet(labels);
    }

    /** Names of broken declarations. */
    public SortedSet<String> gfns() {
        return Collections.unmodifiableSortedSet(gfns);
    }

    /** Whether the columns are unknown. */
    public boolean isHeaderLost() {
        return isHeaderLost;
    }

    /** Whether a declaration was lost, so that a gfn may lie in a slot nobody knows of. */
    public boolean areFactsLost() {
        return areFactsLost;
    }

    /** Whether nothing is known of the block of facts, so that any name may be a gfn's. */
    public boolean areNamesLost() {
        return areNamesLost;
    }

    /** Whether the tree lacks anything. */
    public boolean isAny() {
        return isAny;
    }

    /** Some piece is missing. */
    public void any() {
        isAny = true;
    }

    /** A row is broken in which this label stands. */
    public void label(String name) {
        isAny = true;
        labels.add(name);
    }

    /** A declaration is broken that names this gfn. */
    public void gfn(String name) {
        isAny = true;
        gfns.add(name);
    }

    /** The header is missing. */
    public void header() {
        isAny = true;
        isHeaderLost = true;
    }

    /** The whole block of facts is missing. */
    public void names() {
        facts();
        areNamesLost = true;
    }

    /** A declaration is missing. */
    public void facts() {
        isAny = true;
        areFactsLost = true;
    }
}
