package dev.seamstress.core.tdx;

/**
 * The one word of the module that vCPUs change without asking it: who is in guest mode. A vCPU that an interrupt makes
 * leave the guest takes itself out of it.
 *
 * <p>Shape: bits 15:0 REFCOUNT[0], bits 31:16 REFCOUNT[1]: vCPUs that entered in an even or odd epoch; bits 47:32:
 * vCPUs that hold the TDR shared. A VP.ENTER that is not refused counts in both from its begin on. The TDR holds of
 * other calls in flight are elsewhere.
 *
 * <p>Source: td_exit.c, async_tdexit_to_vmm(); simplified: the decrement of REFCOUNT and the release of the TDR, two
 * accesses there, are one.
 */
public record Residence(long word) {
    private static final long TDR = 1L << 32;
    private static final long COUNT = 0xFFFF;

    private static long refcountUnit(int epochParity) {
        return epochParity == 0 ? 1 : 1L << 16;
    }

    /** What to add when a VP.ENTER is not refused. */
    static long enterDelta(int epochParity) {
        return TDR + refcountUnit(epochParity);
    }

    /** What a vCPU adds when it leaves the guest. {@code epochParity}: as {@link Tdx.Entered} said. */
    public static long exitDelta(int epochParity) {
        return -TDR - refcountUnit(epochParity);
    }

    /** How many vCPUs are in the guest since an epoch of this parity. */
    public static int refcount(long value, int epochParity) {
        return (int) (value >>> (epochParity == 0 ? 0 : 16) & COUNT);
    }

    /** How many vCPUs hold the TDR shared. */
    public static int tdrHolders(long value) {
        return (int) (value >>> 32 & COUNT);
    }
}
