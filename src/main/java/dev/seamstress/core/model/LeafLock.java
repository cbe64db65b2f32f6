package dev.seamstress.core.model;

import java.util.Optional;

/**
 * A lock that leaves of the TDX module take: the columns of the table of locks.
 *
 * <p>Source: tdx_locks.h and the leaves' files.
 */
public enum LeafLock {
    /** The TD, by the PAMT entry of its root page. */
    TDR("tdr"),
    /** The operational state. */
    OP_STATE("op_state"),
    /** The secure EPT as a whole. */
    TREE("tree"),
    /** The entry that the leaf works on. */
    ENTRY("entry"),
    /** The PAMT entry of the page that the leaf gives, takes, or writes back. */
    PAGE("page"),
    /** The PAMT entry of the large page, or of the page that moves. */
    MAPPED_PAGE("mapped_page"),
    /** The 512 entries of a table. */
    CHILDREN("children"),
    /** A vCPU, by the PAMT entry of its root page. */
    TDVPR("tdvpr"),
    /** The TD epoch. */
    EPOCH("epoch"),
    /** The key ownership table. */
    KOT("kot"),
    /** The caches of a package. */
    WBCACHE("wbcache");

    private final String word;

    LeafLock(String word) {
        this.word = word;
    }

    /** The word in module files and in the names of modules. */
    public String word() {
        return word;
    }

    /** The lock of that word. */
    public static Optional<LeafLock> named(String word) {
        for (LeafLock lock : values()) {
            if (lock.word.equals(word)) {
                return Optional.of(lock);
            }
        }
        return Optional.empty();
    }
}
