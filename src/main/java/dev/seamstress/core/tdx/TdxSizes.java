package dev.seamstress.core.tdx;

/**
 * How much the module has to keep.
 *
 * <p>Shape: {@code firstPfn} and {@code frames}: the host memory that TDs may get (one TDMR), of which the first frame
 * is the TDR; {@code vcpus}: numbered from zero; {@code lps}: logical processors, one for each machine that calls the
 * module, by its id, so one more than the largest id; {@code packages}: of the machine, at most 32.
 */
public record TdxSizes(long firstPfn, long frames, int vcpus, int lps, int packages) {
    private static final int PACKAGES_MAX = 32;

    public TdxSizes {
        if (firstPfn < 0 || frames < 1 || vcpus < 0 || lps < 0 || packages < 1 || packages > PACKAGES_MAX) {
            throw new IllegalArgumentException(
                    "impossible sizes: " + firstPfn + ", " + frames + ", " + vcpus + ", " + lps + ", " + packages);
        }
    }

    /** On a machine of one package. */
    public TdxSizes(long firstPfn, long frames, int vcpus, int lps) {
        this(firstPfn, frames, vcpus, lps, 1);
    }
}
