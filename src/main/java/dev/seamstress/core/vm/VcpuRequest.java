package dev.seamstress.core.vm;

/**
 * What one thread asks of a vCPU, to be served before the guest is entered next.
 *
 * <p>Source: include/linux/kvm_host.h, arch/x86/include/asm/kvm_host.h, KVM_REQ_TLB_FLUSH, KVM_REQ_VM_DEAD,
 * KVM_REQ_OUTSIDE_GUEST_MODE and KVM_REQ_MMU_FREE_OBSOLETE_ROOTS, all of which wait until the vCPU has left the guest.
 */
public enum VcpuRequest {
    /** Forget all translations of the direct root. */
    TLB_FLUSH(true),
    /** The VM is dead. Simplified: has no bit, as {@code vm_dead} is set before it and never cleared. */
    VM_DEAD(false),
    /** Leave the guest, and nothing more: KVM_REQUEST_NO_ACTION. */
    OUTSIDE_GUEST_MODE(false),
    /** Drop the root if it is being thrown away. */
    FREE_OBSOLETE_ROOTS(true);

    private final boolean hasBit;

    VcpuRequest(boolean hasBit) {
        this.hasBit = hasBit;
    }

    /** True if the vCPU finds it pending; false if making it leave the guest is all. */
    public boolean hasBit() {
        return hasBit;
    }
}
