package dev.seamstress.load.demand;

/** The kinds of operations that are told apart in results. */
public enum OpClass {
    /** The guest accepts a page. */
    ACCEPT,
    /** The guest reads a private page that it has accepted. */
    READ,
    /** The guest reads a shared page. */
    READ_SHARED,
    /** The guest makes memory shared. */
    TO_SHARED,
    /** The guest makes memory private. */
    TO_PRIVATE,
    /** The host migrates pages. */
    NOTIFY,
    /** The VMM changes attributes by itself. */
    HOST_CONVERT,
    /** The VMM deletes a memslot. */
    DELETE_SLOT,
    /** The VMM creates a memslot. */
    CREATE_SLOT,
    /** The VMM maps pages before the guest touches them. */
    PREFAULT,
    /** The last file of the VM is closed, which destroys it. */
    DESTROY
}
