package dev.seamstress.core.model;

/**
 * How long the module's work takes, in virtual nanoseconds. Who asks twice may be told two numbers: a driver with a
 * clock may draw them.
 *
 * <p>Source: defaults are medians for an idle 2.0 GHz Sapphire Rapids with warm caches, derived from published totals
 * (guest exits, memory population, TD destruction), as nobody publishes them leaf by leaf. Their order is more reliable
 * than their values.
 */
public interface Costs {
    /** The defaults: always the median. */
    Costs DEFAULTS = kind -> kind.medianNs;

    /** Where there is no time: nothing takes any. */
    Costs NONE = kind -> 0;

    /** The cost of one piece of work, not negative. */
    long ns(Kind kind);

    /** A piece of work and its default. */
    enum Kind {
        /**
         * TDH.VP.ENTER, host to first guest instruction. Source: half of a measured exit and entry of 9.0 µs, a guess.
         */
        VP_ENTER(4_000),
        /** TDH.MEM.SEPT.ADD. Source: derived; 64 direct stores of 64 bytes on top of a SEAMCALL. */
        SEPT_ADD(3_000),
        /** TDH.MEM.PAGE.AUG of 4K. Source: derived. */
        PAGE_AUG(2_000),
        /** TDG.MEM.PAGE.ACCEPT of 4K, PENDING to MAPPED. Source: derived; zeroing is half of it. */
        ACCEPT(2_800),
        /** TDG.MEM.PAGE.ACCEPT that changes nothing. Source: derived. */
        ACCEPT_REFUSED(1_500),
        /** TDH.MEM.RANGE.BLOCK. Source: derived. */
        RANGE_BLOCK(1_800),
        /** TDH.MEM.TRACK. Source: derived; little more than a SEAMCALL that does nothing. */
        TRACK(1_500),
        /** TDH.MEM.PAGE.REMOVE. Source: derived. */
        PAGE_REMOVE(2_000),
        /** TDH.PHYMEM.PAGE.WBINVD. Source: derived; 64 lines flushed, dirty ones through the encryption engine. */
        PAGE_WBINVD(3_000),
        /** TDH.MEM.SEPT.RD. Source: derived. */
        SEPT_RD(1_700),
        /** TDH.MEM.RANGE.UNBLOCK. Source: derived, as RANGE_BLOCK. */
        RANGE_UNBLOCK(1_800),
        /** TDH.MEM.SEPT.REMOVE. Source: derived; 512 entries are looked at. */
        SEPT_REMOVE(2_800),
        /** TDH.MEM.PAGE.RELOCATE. Source: derived; 4K are copied. */
        PAGE_RELOCATE(3_800),
        /** TDH.PHYMEM.PAGE.RECLAIM. Source: derived, bounded by measured destructions of TDs. */
        PAGE_RECLAIM(2_000),
        /** TDH.MEM.PAGE.AUG of 2M. Source: derived; 512 PAMT entries are looked at. */
        PAGE_AUG_2M(3_500),
        /** TDG.MEM.PAGE.ACCEPT, each 4K of 2M. Source: derived; 512 of them make 0.65 ms. */
        ACCEPT_CHUNK(1_270),
        /** TDH.MEM.PAGE.DEMOTE. Source: measured, the mean of 142 calls. */
        PAGE_DEMOTE(10_000),
        /** TDH.MEM.PAGE.PROMOTE. Source: derived; 512 entries are locked, 512 PAMT entries change. */
        PAGE_PROMOTE(12_000),
        /** TDH.MEM.PAGE.ADD. Source: derived; 4K are copied, one block is hashed. */
        PAGE_ADD(4_000),
        /** TDH.MR.EXTEND of 256 bytes. Source: derived. */
        MR_EXTEND(3_000),
        /** TDH.MR.FINALIZE. Source: none; assumed, little more than a SEAMCALL that does nothing. */
        MR_FINALIZE(2_000),
        /** A leaf of the life cycle of a TD or vCPU. Source: none; assumed, as others that work on one page. */
        LIFE_CYCLE(2_000),
        /** TDH.PHYMEM.CACHE.WB of one package. Source: none; a guess. */
        CACHE_WB(5_000_000),
        /** A SEAMCALL that fails while it holds locks. Source: derived. */
        EARLY_FAIL(1_600);

        private final long medianNs;

        Kind(long medianNs) {
            this.medianNs = medianNs;
        }
    }
}
