package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.GfnRange;

/**
 * Calls of a leaf that fail without effect, because a scenario wants to see what comes of it.
 *
 * <p>Shape: {@code lp} is the thread that calls, or {@link #ANYONE}; {@code gfns} may be null, which is any, and a call
 * matches if it is about one of them; {@code n} counts matching calls from one, and is else zero.
 */
public record Injection(Outcome outcome, int lp, Leaf leaf, GfnRange gfns, When when, long n) {
    /** The {@code lp} of an injection into everyone's calls. */
    public static final int ANYONE = -1;

    /**
     * What a call returns that a scenario makes fail for good: OPERAND_INVALID of RAX, the number of the leaf. The
     * module returns it to nobody who calls a leaf that there is, so it tells an injected failure from a real one.
     */
    public static final long ERROR_STATUS = TdxStatus.OPERAND_INVALID.with(OperandId.RAX);

    public Injection {
        if (n < 0 || (when == When.NTH) != (n > 0)) {
            throw new IllegalArgumentException(when + " with n = " + n);
        }
        boolean hasGfn = leaf.hasPageInfo() || leaf.tellsGfnInR8();
        if (gfns != null && !hasGfn) {
            throw new IllegalArgumentException(leaf.text() + " is about no gfn");
        }
    }

    /** The {@code n}-th matching call fails. */
    public static Injection nth(long n, Outcome outcome, int lp, Leaf leaf, GfnRange gfns) {
        return new Injection(outcome, lp, leaf, gfns, When.NTH, n);
    }

    /** Each matching call fails. */
    public static Injection every(Outcome outcome, int lp, Leaf leaf, GfnRange gfns) {
        return new Injection(outcome, lp, leaf, gfns, When.EVERY, 0);
    }

    /** Each matching call fails or not. */
    public static Injection any(Outcome outcome, int lp, Leaf leaf, GfnRange gfns) {
        return new Injection(outcome, lp, leaf, gfns, When.ANY, 0);
    }

    /** How a call fails. */
    public enum Outcome {
        /**
         * OPERAND_BUSY, of what the leaf is most likely to find locked: TD_EPOCH for TRACK, WBCACHE for CACHE.WB, else
         * RCX.
         */
        BUSY,
        /**
         * INTERRUPTED_RESTARTABLE; RCX and RDX are what they were. Of a leaf that looks for interrupts: one is pending
         * when it does, which counts for nothing if it fails before that.
         */
        INTERRUPTED,
        /** {@link #ERROR_STATUS}, which no caller expects. */
        ERROR
    }

    /** Which calls. */
    public enum When {
        NTH,
        /** Each one or not. */
        ANY,
        /** Each one. */
        EVERY
    }

    /** The status of a call that fails like this. */
    long status() {
        return switch (outcome) {
            case BUSY -> TdxStatus.OPERAND_BUSY.with(locked());
            case INTERRUPTED -> TdxStatus.INTERRUPTED_RESTARTABLE.word();
            case ERROR -> ERROR_STATUS;
        };
    }

    private OperandId locked() {
        return switch (leaf) {
            case TDH_MEM_TRACK -> OperandId.TD_EPOCH;
            case TDH_PHYMEM_CACHE_WB -> OperandId.WBCACHE;
            default -> OperandId.RCX;
        };
    }

    /** True if {@code call} is one of those that the injection is about. */
    boolean matches(Call call) {
        return call.leaf() == leaf
                && (lp == ANYONE || lp == call.lp())
                && (gfns == null || CallTrace.isAbout(call, gfns));
    }
}
