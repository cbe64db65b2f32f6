package dev.seamstress.core.vm;

/**
 * {@code vcpu->mode}; the ordinal is the value stored.
 *
 * <p>Source: include/linux/kvm_host.h, OUTSIDE_GUEST_MODE and its like. READING_SHADOW_PAGE_TABLES is not used by the
 * TDP MMU.
 */
public enum VcpuMode {
    OUTSIDE_GUEST_MODE,
    IN_GUEST_MODE,
    EXITING_GUEST_MODE
}
