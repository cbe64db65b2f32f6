package dev.seamstress.core.tdx;

/**
 * The form of a host physical address as an operand.
 *
 * <p>Assumed: 46 bits of address and six of HKID above it, which no operand may have but that of PAGE.WBINVD.
 */
final class Hpa {
    private static final int ADDRESS_BITS = Tdx.HKID_SHIFT;
    private static final long HKID = (1L << 52) - (1L << ADDRESS_BITS);

    private Hpa() {}

    /** The address with the HKID bits, 51 to 46, cleared. */
    static long withoutHkid(long hpa) {
        return hpa & ~HKID;
    }

    /** True if it is aligned to 4K, has no HKID, and is below MAX_PA. */
    static boolean isPage(long hpa) {
        return (hpa & 0xFFF) == 0 && hpa >>> ADDRESS_BITS == 0;
    }
}
