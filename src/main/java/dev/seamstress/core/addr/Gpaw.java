package dev.seamstress.core.addr;

/**
 * The width of a TD's guest physical addresses. It fixes the shared bit and the depth of the page tables.
 *
 * <p>Source: tdx.c, TDX_SHARED_BIT_PWL_4/5 and setup_tdparams_eptp_controls().
 */
public enum Gpaw {
    /** 48-bit addresses: four levels, shared bit 47. */
    BITS_48(4, 47),
    /** 52-bit addresses: five levels, shared bit 51. */
    BITS_52(5, 51);

    private final int rootLevel;
    private final int sharedBit;

    Gpaw(int rootLevel, int sharedBit) {
        this.rootLevel = rootLevel;
        this.sharedBit = sharedBit;
    }

    /** The level of the root table, 4 or 5. */
    public int rootLevel() {
        return rootLevel;
    }

    /** The shared bit in gfn units: {@code kvm->arch.gfn_direct_bits} of a TD. */
    public long directBits() {
        return 1L << (sharedBit - 12);
    }
}
