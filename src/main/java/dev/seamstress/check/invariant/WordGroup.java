package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.WordClass;

/**
 * What a shared word is part of, as far as rules care; told from the name of its class.
 *
 * <p>Shape: {@link #OTHER} are words that no rule looks at.
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
    /** Who holds the kernel's locks. */
    LOCKS("lock.holders"),
    VCPU("vcpu.words"),
    CONTENT("host.content"),
    SEPT("sept"),
    PAMT("pamt"),
    /** PAMT entries of pages of 2M and 1G. */
    PAMT_LARGE("pamt.large"),
    BEPOCH("bepoch"),
    TDCS("tdcs"),
    TDVPS("tdvps"),
    CALLS("seamcall"),
    RESIDENCE("residence"),
    OTHER("");

    private static final WordGroup[] VALUES = values();

    private final String wordClass;

    WordGroup(String wordClass) {
        this.wordClass = wordClass;
    }

    static WordGroup of(WordClass wordClass) {
        for (WordGroup group : VALUES) {
            if (group.wordClass.equals(wordClass.name())) {
                return group;
            }
        }
        return OTHER;
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
