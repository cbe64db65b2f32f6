package dev.seamstress.check.invariant;

import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.WordClass;
import dev.seamstress.core.tdx.PamtEntry;
import dev.seamstress.core.tdx.SeptEntry;

/**
 * What a store is about, as far as rules care; told from the name of the word's class, and from what the store changes.
 *
 * <p>Shape: {@link #OTHER} are stores that no rule looks at. Most stores to a word that is its own lock only take the
 * lock or let it go, and few rules want to know; they are groups of their own.
 */
enum WordGroup {
    /** Entries of mirror roots' tables. */
    MIRROR("mirror.spte"),
    /** Entries of direct roots' tables. */
    DIRECT("direct.spte"),
    /** The list of roots and their reference counts. */
    ROOTS("root.words"),
    ROLES("root.role"),
    /** The state of invalidation. */
    INVALIDATE("vm.invalidate"),
    /** The flag that keeps vCPUs out of the guest. */
    SEPT_ZAP("vm.sept_zap"),
    /** A lock of the kernel gets or loses a writer. */
    LOCKS("lock.holders"),
    /** The state, the page or the rights of a secure EPT entry. */
    SEPT("sept"),
    /** The lock or the host priority of a secure EPT entry, and nothing else of it. */
    SEPT_LOCK(""),
    /** The type or the owner of a page. */
    PAMT("pamt"),
    /** The lock of a page, and nothing else of it. */
    PAMT_LOCK(""),
    /** PAMT entries of pages of 2M and 1G. */
    PAMT_LARGE("pamt.large"),
    BEPOCH("bepoch"),
    /** The TD's words but for its locks. */
    TDCS("tdcs"),
    TD_LOCK(""),
    TDVPS("tdvps"),
    CALLS("seamcall"),
    RESIDENCE("residence"),
    OTHER("");

    private static final WordGroup[] VALUES = values();

    private final String wordClass;

    WordGroup(String wordClass) {
        this.wordClass = wordClass;
    }

    /** The group of the words of a class. */
    static WordGroup of(WordClass wordClass) {
        for (WordGroup group : VALUES) {
            if (group.wordClass.equals(wordClass.name())) {
                return group;
            }
        }
        return OTHER;
    }

    /** The group of one store to a word of this group. */
    WordGroup ofStore(long old, long next) {
        return switch (this) {
            case SEPT -> SeptEntry.differInLocksOnly(old, next) ? SEPT_LOCK : SEPT;
            case PAMT -> PamtEntry.differInLocksOnly(old, next) ? PAMT_LOCK : PAMT;
            case LOCKS -> RwLock.hasWriter(old) == RwLock.hasWriter(next) ? OTHER : LOCKS;
            default -> this; // the word of any other group is all about one thing
        };
    }

    /** The bit of the group in a set of them. */
    int bit() {
        return 1 << ordinal();
    }

    static int bits(WordGroup... groups) {
        int bits = 0;
        for (WordGroup group : groups) {
            bits |= group.bit();
        }
        return bits;
    }
}
