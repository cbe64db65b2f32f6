package dev.seamstress.core.mmu;

/**
 * Status words of SEAMCALLs as KVM looks at them.
 *
 * <p>Source: arch/x86/kvm/vmx/tdx.c, tdx_operand_busy(); asm/shared/tdx.h.
 */
public final class SeamcallStatus {
    public static final long SUCCESS = 0;
    private static final long CODE_MASK = 0xffffffff00000000L;
    private static final long OPERAND_BUSY = 0x8000020000000000L;

    private SeamcallStatus() {}

    /** True if a lock of the module was taken; which one, the low 32 bits say and KVM does not ask. */
    public static boolean isOperandBusy(long status) {
        return (status & CODE_MASK) == OPERAND_BUSY;
    }
}
