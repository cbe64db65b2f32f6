package dev.seamstress.core.tdx;

/**
 * The form of a host physical address as an operand.
 *
 * <p>Assumed: 46 bits of address below the HKID bits, which a SEAMCALL's operand must not have.
 */
final class Hpa {
    private static final int ADDRESS_BITS = 46;

    private Hpa() {}

    /** True if it is aligned to 4K, has no HKID, and is below MAX_PA. */
    static boolean isPage(long hpa) {
        return (hpa & 0xFFF) == 0 && hpa >>> ADDRESS_BITS == 0;
    }
}
