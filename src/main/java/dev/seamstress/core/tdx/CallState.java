package dev.seamstress.core.tdx;

/**
 * How a call in flight is kept in {@link CallWord}s between its steps.
 *
 * <p>Shape: {@code STATE} has the leaf's ordinal plus one in bits 7:0, the leaf's note in 15:8, the {@link CallPhase}
 * in 23:16, the {@link CoinToss} in 31:24, the mask of locks held in 63:32. RCX of a leaf that names a vCPU is its
 * number and kept as an {@link Association}.
 */
final class CallState {
    private static final Leaf[] LEAVES = Leaf.values();
    private static final CallPhase[] PHASES = CallPhase.values();

    private CallState() {}

    static long of(Leaf leaf, int note, CallPhase phase, int held) {
        return (long) held << 32 | (long) phase.ordinal() << 16 | (long) note << 8 | leaf.ordinal() + 1;
    }

    /** A call that a coin is tossed for, which holds nothing. */
    static long tossed(Leaf leaf, int note, CoinToss toss) {
        return (long) toss.ordinal() << 24 | of(leaf, note, CallPhase.TOSSED, 0);
    }

    /** A call that host priority refuses, while it is open whether for too long. */
    static long timed(Leaf leaf, CoinToss toss) {
        return (long) toss.ordinal() << 24 | of(leaf, 0, CallPhase.TIMED, 0);
    }

    /** Requires: a call in flight. */
    static Leaf leaf(long state) {
        return LEAVES[(int) (state & 0xFF) - 1];
    }

    static int note(long state) {
        return (int) (state >>> 8) & 0xFF;
    }

    static CallPhase phase(long state) {
        return PHASES[(int) (state >>> 16) & 0xFF];
    }

    static CoinToss toss(long state) {
        return CoinToss.of((int) (state >>> 24) & 0xFF);
    }

    static int held(long state) {
        return (int) (state >>> 32);
    }

    static long storeRcx(Leaf leaf, long rcx, int lp) {
        return leaf.namesVcpu() ? Association.of((int) rcx, lp) : rcx;
    }

    static long loadRcx(Leaf leaf, long stored, int lp) {
        return leaf.namesVcpu() ? Association.vcpu(stored, lp) : stored;
    }

    /** The address of the page that a call is about, if it is about one; its level, from zero, in bits 1:0. */
    static long page(Leaf leaf, int note, long rcx, long r8) {
        if (!leaf.hasPageInRcx()) {
            return r8;
        }
        return leaf == Leaf.TDH_PHYMEM_PAGE_WBINVD ? Hpa.withoutHkid(rcx) : rcx | note;
    }

    /** The level in an address of {@link #page}. */
    static int pageLevel(long page) {
        return (int) page & 3;
    }
}
