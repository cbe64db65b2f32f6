package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.ModelBug;

/**
 * The states of a secure EPT entry.
 *
 * <p>Shape: the encoding has seven bits, {@code 6:5} leaf, {@code 4} pending, {@code 3} blocked; {@link SeptEntry} says
 * where they lie in the entry. The public number is what the host sees in RDX.
 *
 * <p>Source: include/auto_gen/sept_state_lookup.c; simplified: without live migration and TD partitioning these seven
 * are all that occur.
 */
public enum SeptState {
    FREE(0x0E, 0, 0),
    NL_MAPPED(0x00, 132, 7),
    NL_BLOCKED(0x08, 129, 0),
    MAPPED(0x60, 4, 7),
    BLOCKED(0x68, 1, 0),
    PENDING(0x70, 2, 0),
    PENDING_BLOCKED(0x78, 3, 0);

    private final int encoding;
    private final int publicNumber;
    private final int rights;

    SeptState(int encoding, int publicNumber, int rights) {
        this.encoding = encoding;
        this.publicNumber = publicNumber;
        this.rights = rights;
    }

    int encoding() {
        return encoding;
    }

    /** The number in RDX bits 15:8. */
    public int publicNumber() {
        return publicNumber;
    }

    /** Read, write and execute in bits 2:0: all of them or none. */
    public int rights() {
        return rights;
    }

    /** True if the entry points to a page of the guest. */
    public boolean isLeaf() {
        return (encoding & 0x40) != 0;
    }

    /** True if the range is blocked: the guest has no new translation of it. */
    public boolean isBlocked() {
        return this == NL_BLOCKED || this == BLOCKED || this == PENDING_BLOCKED;
    }

    /** The state that RANGE.BLOCK makes of this one. Errors: {@link ModelBug} if it takes no such entry. */
    SeptState blocked() {
        return switch (this) {
            case NL_MAPPED -> NL_BLOCKED;
            case MAPPED -> BLOCKED;
            case PENDING -> PENDING_BLOCKED;
            case FREE, NL_BLOCKED, BLOCKED, PENDING_BLOCKED -> throw new ModelBug(this + " cannot be blocked");
        };
    }

    /** The state that RANGE.UNBLOCK makes of this one; itself, if it is not blocked. */
    SeptState unblocked() {
        return switch (this) {
            case NL_BLOCKED -> NL_MAPPED;
            case BLOCKED -> MAPPED;
            case PENDING_BLOCKED -> PENDING;
            case FREE, NL_MAPPED, MAPPED, PENDING -> this;
        };
    }

    /** The state with this encoding, or null. */
    static SeptState decode(int encoding) {
        return switch (encoding) {
            case 0x0E -> FREE;
            case 0x00 -> NL_MAPPED;
            case 0x08 -> NL_BLOCKED;
            case 0x60 -> MAPPED;
            case 0x68 -> BLOCKED;
            case 0x70 -> PENDING;
            case 0x78 -> PENDING_BLOCKED;
            default -> null;
        };
    }
}
