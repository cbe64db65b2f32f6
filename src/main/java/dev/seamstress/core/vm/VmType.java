package dev.seamstress.core.vm;

/**
 * The type of a VM.
 *
 * <p>Source: arch/x86/include/uapi/asm/kvm.h, KVM_X86_DEFAULT_VM and its like.
 */
public enum VmType {
    /** An ordinary VM: one root, all memory shared. */
    DEFAULT_VM(0x6, true),
    /** Private memory without hardware that protects it: one root for both aliases. */
    SW_PROTECTED_VM(0x6, true),
    /** A TD: a mirror root and a direct root. */
    TDX_VM(0, false);

    private final long mmioValue;
    private final boolean isPatIgnored;

    VmType(long mmioValue, boolean isPatIgnored) {
        this.mmioValue = mmioValue;
        this.isPatIgnored = isPatIgnored;
    }

    /** True if private memory is in a tree of its own. Source: kvm_has_mirrored_tdp(). */
    public boolean hasMirror() {
        return this == TDX_VM;
    }

    /** True if gfns can be private. Source: kvm_arch_has_private_mem. */
    public boolean hasPrivateMemory() {
        return this != DEFAULT_VM;
    }

    /**
     * True if the deletion of a memslot throws all direct roots away, as KVM_X86_QUIRK_SLOT_ZAP_ALL asks for. Source:
     * kvm_memslot_flush_zap_all().
     */
    public boolean isZappedAllAtOnce() {
        return this == DEFAULT_VM;
    }

    /** {@code kvm->arch.shadow_mmio_value}: of a TD zero, so that the guest gets #VE. Source: tdx_vm_init(). */
    public long mmioValue() {
        return mmioValue;
    }

    /**
     * True if the guest's memory types are ignored. Source: vmx_get_mt_mask(), the quirk that tdx_vm_init() disables.
     */
    public boolean isPatIgnored() {
        return isPatIgnored;
    }
}
