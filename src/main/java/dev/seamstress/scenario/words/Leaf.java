package dev.seamstress.scenario.words;

import java.util.Optional;

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
    WBINVD(false),
    RECLAIM(false),
    VP_CREATE(false),
    VP_INIT(false),
    EXTEND(true),
    MR_FINALIZE(false),
    UNBLOCK(true, "mem.range.unblock"),
    SEPT_RD(true, "mem.sept.rd"),
    SEPT_REMOVE(true, "mem.sept.remove"),
    RELOCATE(true, "mem.page.relocate"),
    PROMOTE(true, "mem.page.promote"),
    DEMOTE(true, "mem.page.demote"),
    VP_ADDCX(false),
    VP_FLUSH(false),
    MNG_CREATE(false, "mng.create"),
    KEY_CONFIG(false, "mng.key.config"),
    MNG_ADDCX(false, "mng.addcx"),
    MNG_INIT(false, "mng.init"),
    VPFLUSHDONE(false),
    CACHE_WB(false),
    KEY_FREEID(false);

    private final boolean hasGfn;
    private final Optional<String> onlyRaw;

    Leaf(boolean hasGfn) {
        this.hasGfn = hasGfn;
        this.onlyRaw = Optional.empty();
    }

    Leaf(boolean hasGfn, String onlyRaw) {
        this.hasGfn = hasGfn;
        this.onlyRaw = Optional.of(onlyRaw);
    }

    /** Whether a call of this leaf is about a gfn, so that {@code leaf(x)} has a meaning. */
    public boolean hasGfn() {
        return hasGfn;
    }

    /** What {@code seamcall} calls the leaf, if no other operation ever makes a call of it; else empty. */
    public Optional<String> onlyRaw() {
        return onlyRaw;
    }

    /** The word of the language: {@code sept_add}. */
    public String word() {
        return Words.of(this);
    }
}
