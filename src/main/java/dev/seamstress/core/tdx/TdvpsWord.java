package dev.seamstress.core.tdx;

/**
 * The words of a TDVPS that this model keeps.
 *
 * <p>Source: tdx_tdvps.h.
 */
enum TdvpsWord {
    /** Which logical processor the vCPU is associated with; an {@link Association}, or zero. */
    ASSOCIATION,
    /** VCPU_EPOCH: the TD epoch at the last VP.ENTER. */
    EPOCH,
    /** The {@link ShareX} lock of the TDVPR page. */
    LOCK,
    /** A {@link VcpuState}. */
    STATE,
    /** 1 if host priority refused the last lock that the guest wanted; see {@link PriorityTimeout}. */
    HP_LOCK_BUSY,
    /** How many private EPT violations were counted at the guest's present RIP; see {@link Stepping}. */
    POSSIBLY_EPF_STEPPING,
    /**
     * The first of {@link Stepping#LIST_SIZE} words, which is the last constant for that: the GPAs listed at that RIP,
     * with bit 0 set; zero where the list is over.
     */
    LAST_EPF_GPA_LIST
}
