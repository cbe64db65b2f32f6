package dev.seamstress.core.mmu;

import java.util.List;

/**
 * What became of a page fault; the ordinal is the kernel's value, and negative results are {@link Errno}s.
 *
 * <p>Source: arch/x86/kvm/mmu/mmu_internal.h, RET_PF_CONTINUE and its like.
 */
public enum RetPf {
    /** So far nothing; go on. Never leaves the fault path. */
    CONTINUE,
    /** Let the guest access again, or fault again. */
    RETRY,
    /** MMIO: emulate the instruction. */
    EMULATE,
    /** The gfn is write-tracked. Never here: nothing tracks writes. */
    WRITE_PROTECTED,
    /** The fast path does not apply. Never leaves the fault path. */
    INVALID,
    /** Mapped. */
    FIXED,
    /** Somebody else mapped it. */
    SPURIOUS;

    private static final List<RetPf> ALL = List.of(values());

    /** The constant whose value a function returned; {@code result} is not an error. */
    public static RetPf of(long result) {
        return ALL.get((int) result);
    }
}
