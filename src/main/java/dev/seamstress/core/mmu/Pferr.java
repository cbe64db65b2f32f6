package dev.seamstress.core.mmu;

/**
 * The bits of a page fault's error code as KVM's MMU takes it.
 *
 * <p>Source: arch/x86/include/asm/kvm_host.h, PFERR_PRESENT_MASK and its like.
 */
public final class Pferr {
    /** The entry allowed some access, but not this one. */
    public static final long PRESENT = 1;

    public static final long WRITE = 1 << 1;
    /** A read, on EPT. */
    public static final long USER = 1 << 2;
    /** An instruction fetch. */
    public static final long FETCH = 1 << 4;
    /** The guest means its private memory. */
    public static final long PRIVATE_ACCESS = 1L << 49;

    private Pferr() {}

    /**
     * The error code of an EPT violation. Source: __vmx_handle_ept_violation(); the bits about guest page tables are
     * left out.
     *
     * @param exitQualification read, write, fetch in bits 2:0, what the entry allowed in bits 5:3
     */
    public static long of(long exitQualification, boolean isPrivate) {
        long code = (exitQualification & 1) != 0 ? USER : 0;
        code |= (exitQualification & 2) != 0 ? WRITE : 0;
        code |= (exitQualification & 4) != 0 ? FETCH : 0;
        code |= (exitQualification & 0x38) != 0 ? PRESENT : 0;
        return code | (isPrivate ? PRIVATE_ACCESS : 0);
    }
}
