package dev.seamstress.core.mmu;

/**
 * Why leaves are zapped; a thread tells it around each zap.
 *
 * <p>Source: none, as the kernel has no such word; the callers of kvm_tdp_mmu_unmap_gfn_range() and its like.
 */
public enum ZapReason {
    /** KVM_SET_MEMORY_ATTRIBUTES: the private alias goes. */
    CONVERT_TO_SHARED,
    /** KVM_SET_MEMORY_ATTRIBUTES: the shared alias goes. */
    CONVERT_TO_PRIVATE,
    /** An MMU notifier: the host changes its own mapping. */
    NOTIFIER,
    /** A memslot goes away or moves. */
    MEMSLOT,
    /** A guest_memfd has a hole punched, or a page of it is bad. */
    GMEM,
    /** The last reference to a guest_memfd's file is gone. */
    GMEM_RELEASE,
    /** The VM goes away. */
    VM_DESTROY,
    /** APICv is inhibited: the APIC's page must not be mapped. */
    APIC_PAGE,
    /** Devices begin or end DMA that snoops no caches: entries may need other memory types. */
    MEMORY_TYPE;

    /** True if roots that are being thrown away are passed by. Source: kvm_tdp_mmu_zap_leafs(). */
    boolean isOfValidRoots() {
        return this == APIC_PAGE || this == MEMORY_TYPE;
    }
}
