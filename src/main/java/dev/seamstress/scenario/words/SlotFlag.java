package dev.seamstress.scenario.words;

/** A flag of a memslot. */
public enum SlotFlag {
    /** Backed by guest_memfd, so its pages start private. */
    GMEM,
    READONLY,
    DIRTYLOG,
    /** The host backs it with huge pages. */
    THP;

    /** The word of the language: {@code gmem}. */
    public String word() {
        return Words.of(this);
    }
}
