package dev.seamstress.scenario.words;

/** A leaf of the TDX module as events and injections name it. */
public enum Leaf {
    SEPT_ADD(true),
    AUG(true),
    ADD(true),
    BLOCK(true),
    TRACK(false),
    REMOVE(true),
    ACCEPT(true),
    ENTER(false),
    WBINVD(true),
    RECLAIM(true),
    VP_CREATE(false),
    VP_INIT(false),
    EXTEND(true),
    MR_FINALIZE(false);

    private final boolean hasGfn;

    Leaf(boolean hasGfn) {
        this.hasGfn = hasGfn;
    }

    /** Whether a call of this leaf is about a gfn, so that {@code leaf(x)} has a meaning. */
    public boolean hasGfn() {
        return hasGfn;
    }

    /** The word of the language: {@code sept_add}. */
    public String word() {
        return Words.of(this);
    }
}
