package dev.seamstress.world;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.scenario.plan.OperationRef;
import dev.seamstress.scenario.plan.StateRef;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import java.util.List;

/**
 * A world as claims and invariants see it: they ask, and change nothing.
 *
 * <p>Requires: no step is under way. In a live run that is the case only at its end.
 */
public interface WorldView {
    /** A term's value for one gfn; {@code ref} says the term, level, vCPU or slot; its range is not looked at. */
    StateWord word(StateRef ref, long gfn);

    /** A term whose values are numbers, such as {@code #roots(mirror)}. */
    long number(StateRef ref);

    /** The host page of {@code pfn(g)} or {@code backing(g)}, or -1 for none. */
    long page(StateTerm term, long gfn);

    /**
     * True if the mirror entry and the Secure EPT entry of {@code gfn} agree: none with free, present with its page.
     */
    boolean isMirrored(long gfn);

    /** The gfns that the scenario can touch. */
    List<GfnRange> gfns();

    /** The result word of an operation, {@code unset} before it has ended, {@code notrun} if it never will. */
    String result(OperationRef operation);

    ColumnState column(ColumnId column);

    /** The recogniser of a scenario's events. */
    Watches.Watch watch(EventPattern pattern);
}
