package dev.seamstress.scenario.words;

/** What happened, in an event of the language. {@code LEAF} and {@code BUSY} stand with a {@link Leaf}. */
public enum EventKind {
    /** A leaf succeeded; the word is the leaf's own. */
    LEAF(true),
    /** A leaf was refused as busy. */
    BUSY(true),
    /** A leaf entry was published in a tree of KVM's. */
    MAP(true),
    /** A leaf entry was made non-present in a tree of KVM's. */
    ZAP(true),
    /** Every vCPU has left guest mode since the request. */
    KICK(false),
    FLUSH(false),
    /** A fault gave RET_PF_RETRY. */
    RETRY(true),
    /** A fault found the access already allowed. */
    SPURIOUS(true),
    /** A memory-fault exit to userspace. */
    MEMFAULT(true),
    /** An exit to userspace because of a signal. */
    EINTR(false),
    /** A load found its root in the second walk of the list. */
    ROOT_FOUND(false),
    INVALIDATE_BEGIN(true),
    INVALIDATE_END(false),
    /** A KVM_BUG_ON of the model. */
    BUG_ON(false);

    private final boolean hasGfn;

    EventKind(boolean hasGfn) {
        this.hasGfn = hasGfn;
    }

    /** Whether a range after the word has a meaning; for LEAF and BUSY, {@link Leaf#hasGfn} decides. */
    public boolean hasGfn() {
        return hasGfn;
    }

    /** Whether a column before the word has a meaning: the MMU finds a root for whoever asked. */
    public boolean hasColumn() {
        return this != ROOT_FOUND;
    }

    /** The word of the language; {@code LEAF} has none of its own. */
    public String word() {
        return Words.of(this);
    }
}
