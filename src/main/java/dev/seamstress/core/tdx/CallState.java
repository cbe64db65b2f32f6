package dev.seamstress.core.tdx;

/**
 * How a call in flight is kept in {@link CallWord}s between its steps.
 *
 * <p>Shape: {@code STATE} has the leaf's ordinal plus one in bits 7:0, the leaf's note in 15:8, the mask of locks held
 * in 63:32. RCX of VP.ENTER names a vCPU and is kept as an {@link Association}.
 */
final class CallState {
    private CallState() {}

    static long of(Leaf leaf, int note, int held) {
        return (long) held << 32 | (long) note << 8 | leaf.ordinal() + 1;
    }

    /** The ordinal of the leaf. Requires: a call in flight. */
    static int leaf(long state) {
        return (int) (state & 0xFF) - 1;
    }

    static int note(long state) {
        return (int) (state >>> 8) & 0xFF;
    }

    static int held(long state) {
        return (int) (state >>> 32);
    }

    static long storeRcx(Leaf leaf, long rcx, int lp) {
        return leaf == Leaf.TDH_VP_ENTER ? Association.of((int) rcx, lp) : rcx;
    }

    static long loadRcx(Leaf leaf, long stored, int lp) {
        return leaf == Leaf.TDH_VP_ENTER ? Association.vcpu(stored, lp) : stored;
    }
}
