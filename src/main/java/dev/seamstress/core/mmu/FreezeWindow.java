package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * A procedure that holds an entry of a mirror FROZEN for a while; for those who only look. They look in every step of a
 * thread, and a class is found on a stack many times as fast as an interface.
 */
public abstract class FreezeWindow extends Procedure {
    /** In place of a word: nothing is frozen now. */
    public static final long NONE = -1;

    FreezeWindow(Step first) {
        super(first);
    }

    /** The word that is FROZEN by this thread and nobody else's to write, or {@link #NONE}. */
    public abstract long frozenWord();
}
