package dev.seamstress.core.tdx;

/**
 * What has to be done on every package of the machine before the TD's key goes a step further: which have done it.
 *
 * <p>Shape: a bit a package; that of a logical processor is its number modulo their count.
 *
 * <p>Source: the package bitmaps of the TDR and the KOT.
 */
final class Packages {
    private Packages() {}

    /** The package of the call's logical processor. */
    static int of(Call call) {
        return call.lp() % call.memory().sizes().packages();
    }

    static boolean isDone(Call call) {
        return (call.td(TdWord.PACKAGES_DONE) >>> of(call) & 1) != 0;
    }

    static void done(Call call) {
        call.td(TdWord.PACKAGES_DONE, call.td(TdWord.PACKAGES_DONE) | 1L << of(call));
    }

    static boolean areAllDone(Call call) {
        return call.td(TdWord.PACKAGES_DONE) == (1L << call.memory().sizes().packages()) - 1;
    }

    /** The next step begins: no package has done anything for it. */
    static void reset(Call call) {
        call.td(TdWord.PACKAGES_DONE, 0);
    }
}
