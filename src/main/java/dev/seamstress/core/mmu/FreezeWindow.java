package dev.seamstress.core.mmu;

/** A procedure that holds an entry of a mirror FROZEN for a while; for those who only look. */
public interface FreezeWindow {
    /** In place of a word: nothing is frozen now. */
    long NONE = -1;

    /** The word that is FROZEN by this thread and nobody else's to write, or {@link #NONE}. */
    long frozenWord();
}
