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
    STATE
}
