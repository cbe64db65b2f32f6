package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.words.StateTerm;
import java.util.List;

/**
 * A scenario without errors, with nothing left to look up.
 *
 * <p>Shape: {@code columns} in the order of the header, ranged columns expanded; {@code claims} in file order;
 * {@code targets} the models of {@code models}, then those that only an {@code expect} names. See the package for the
 * rest.
 */
public record ResolvedScenario(
        Title title,
        VmSettings vm,
        Start start,
        List<ColumnScript> columns,
        List<ResolvedClaim> claims,
        List<Target> targets) {
    public ResolvedScenario {
        columns = List.copyOf(columns);
        claims = List.copyOf(claims);
        targets = List.copyOf(targets);
    }

    /**
     * What the scenario is called.
     *
     * <p>Shape: {@code doc} is null if there is no sentence; {@code hash} has 12 hex digits and names the question: it
     * is the same for two files that differ in comments, spelling, the sentence or expectations only.
     */
    public record Title(String name, String doc, String hash) {}

    /** The script of a column, or null if the scenario has no such column. */
    public ColumnScript column(ColumnId id) {
        for (ColumnScript column : columns) {
            if (column.id().equals(id)) {
                return column;
            }
        }
        return null;
    }

    /**
     * The gfns that the scenario speaks of, by name, in facts, operations, events and claims: what {@code mirror =
     * sept} is about.
     *
     * <p>Shape: ascending ranges that neither touch nor overlap.
     */
    public List<GfnRange> gfns() {
        return Mentions.of(this).ranges();
    }

    /** Whether some operation makes a raw SEAMCALL, so that invariants about KVM's own protocol are off. */
    public boolean hasSeamcall() {
        return Mentions.of(this).isSeamcallUsed();
    }

    /** Whether some claim is about the term, one whose value is a word or a number. */
    public boolean hasClaimAbout(StateTerm term) {
        return Mentions.of(this).has(term);
    }

    /** The operation at {@code ref}. Requires: the reference comes from this scenario. */
    public Operation operation(OperationRef ref) {
        return column(ref.column()).operations().get(ref.index());
    }
}
