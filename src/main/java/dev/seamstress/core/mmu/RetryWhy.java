package dev.seamstress.core.mmu;

/** Why a fault ended in {@link RetPf#RETRY}; the kernel does not say. */
public enum RetryWhy {
    /** An entry on the way is FROZEN. */
    FROZEN,
    /** The compare-and-swap failed: another thread changed the entry first. */
    LOST,
    /** The gfn is being invalidated, or was since the snapshot. */
    STALE,
    /** The memslot is INVALID. */
    INVALID,
    /** The vCPU has no root, or its direct root is being thrown away. */
    ROOT,
    /** The TDX module was busy. */
    BUSY,
    /** The TDX module refused for another reason: the VM is bugged. */
    BUGGED
}
