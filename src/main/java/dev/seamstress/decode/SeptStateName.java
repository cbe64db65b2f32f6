package dev.seamstress.decode;

import java.util.Arrays;
import java.util.List;

/**
 * The states of a secure EPT entry: those of the model, of which {@link dev.seamstress.core.tdx.SeptState} has the same
 * numbers, and those that occur only in live migration and in L2 VMs.
 *
 * <p>Shape: the encoding of {@link Tree#L1} has seven bits, that of {@link Tree#L2} four. {@code rights} is the value
 * of bits 2:0; in L2 the guest decides, so it is -1.
 *
 * <p>Source: include/auto_gen/sept_state_lookup.h and .c of module 1.5.01.
 */
public enum SeptStateName {
    FREE(Tree.L1, 0x0E, 0, 0, "nothing is there"),
    REMOVED(Tree.L1, 0x0C, 5, 0, "the page was removed during an import"),
    NL_MAPPED(Tree.L1, 0x00, 132, 7, "a table is linked"),
    NL_BLOCKED(Tree.L1, 0x08, 129, 0, "a table is linked and blocked: no walk goes below it"),
    MAPPED(Tree.L1, 0x60, 4, 7, "a page that the guest has accepted, or that was there from the start"),
    BLOCKED(Tree.L1, 0x68, 1, 0, "an accepted page that is blocked: the guest gets no new translation of it"),
    BLOCKEDW(Tree.L1, 0x64, 8, 5, "a page that is blocked for writing, for its export"),
    EXPORTED_BLOCKEDW(Tree.L1, 0x66, 9, 5, "a page that was exported and is blocked for writing"),
    EXPORTED_DIRTY(Tree.L1, 0x63, 11, 7, "a page that was exported and may have been written since"),
    EXPORTED_DIRTY_BLOCKEDW(Tree.L1, 0x67, 12, 5, "an exported page that was written and is blocked for writing again"),
    PENDING(Tree.L1, 0x70, 2, 0, "a page that the guest has not accepted yet"),
    PENDING_BLOCKED(Tree.L1, 0x78, 3, 0, "a page that the guest has not accepted, and that is blocked"),
    PENDING_BLOCKEDW(Tree.L1, 0x74, 16, 0, "a page not accepted yet, blocked for writing"),
    PENDING_EXPORTED_BLOCKEDW(Tree.L1, 0x76, 17, 0, "a page not accepted yet, exported and blocked for writing"),
    PENDING_EXPORTED_DIRTY(Tree.L1, 0x73, 19, 0, "a page not accepted yet, exported and unblocked since"),
    PENDING_EXPORTED_DIRTY_BLOCKEDW(
            Tree.L1, 0x77, 20, 0, "a page not accepted yet, exported, unblocked and blocked for writing again"),
    L2_FREE(Tree.L2, 0, 64, -1, "nothing is there in this L2 VM"),
    L2_NL_MAPPED(Tree.L2, 8, 196, -1, "a table of this L2 VM is linked"),
    L2_NL_BLOCKED(Tree.L2, 1, 193, -1, "a table of this L2 VM is linked and blocked"),
    L2_MAPPED(Tree.L2, 6, 68, -1, "a page of this L2 VM"),
    L2_BLOCKED(Tree.L2, 7, 65, -1, "a page of this L2 VM that is blocked");

    private static final SeptStateName[] VALUES = values();

    private final Tree tree;
    private final int encoding;
    private final int publicNumber;
    private final int rights;
    private final String meaning;

    SeptStateName(Tree tree, int encoding, int publicNumber, int rights, String meaning) {
        this.tree = tree;
        this.encoding = encoding;
        this.publicNumber = publicNumber;
        this.rights = rights;
        this.meaning = meaning;
    }

    /** Whose tables: the TD's, or those of an L2 VM inside it. */
    public enum Tree {
        L1,
        L2
    }

    /** The state with the number that the host sees in RDX bits 15:8, or null. */
    public static SeptStateName ofPublic(long number) {
        return Arrays.stream(VALUES)
                .filter(state -> state.publicNumber == number)
                .findFirst()
                .orElse(null);
    }

    /** The state that the module encodes so, or null. */
    public static SeptStateName ofEncoding(Tree tree, int encoding) {
        return Arrays.stream(VALUES)
                .filter(state -> state.tree == tree && state.encoding == encoding)
                .findFirst()
                .orElse(null);
    }

    /** The states of the TD's own tables that look so to the host. */
    static List<SeptStateName> seenAs(boolean isLeaf, int rights) {
        return Arrays.stream(VALUES)
                .filter(state -> state.tree == Tree.L1 && state != FREE)
                .filter(state -> state.isLeaf() == isLeaf && state.rights == rights)
                .toList();
    }

    /** The number in RDX bits 15:8. */
    public int publicNumber() {
        return publicNumber;
    }

    /** Whose tables it is of. */
    public Tree tree() {
        return tree;
    }

    /** Bits 2:0 of an entry in that state, or -1. */
    public int rights() {
        return rights;
    }

    /** As a noun, for people. */
    public String meaning() {
        return meaning;
    }

    /** True if the entry points to a page. */
    public boolean isLeaf() {
        return tree == Tree.L1 ? (encoding & 0x40) != 0 : (encoding & 4) != 0;
    }

    /** True if the entry points to a table. */
    public boolean isTable() {
        return this == NL_MAPPED || this == NL_BLOCKED || this == L2_NL_MAPPED || this == L2_NL_BLOCKED;
    }

    /** True if it takes live migration to come to that. */
    public boolean isOfMigration() {
        return tree == Tree.L1 && (this == REMOVED || (encoding & 7) != 0 && this != FREE);
    }
}
