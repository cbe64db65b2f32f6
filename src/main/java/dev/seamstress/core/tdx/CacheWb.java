package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.PHYMEM.CACHE.WB: writes the caches of the caller's package back and invalidates them, for keys that are blocked.
 * RCX is 0 to begin, 1 to go on after an interrupt.
 *
 * <p>Source: tdh_phymem_cache_wb.c; simplified: caches are not modelled; an interrupt comes before anything is written
 * back, or not at all. Assumed: who begins anew after an interrupt is not refused.
 */
final class CacheWb extends HostLeaf {
    private static final long RESUMES = 1;

    CacheWb() {
        super(Costs.Kind.CACHE_WB);
    }

    @Override
    public boolean polls(Call call) {
        return true;
    }

    @Override
    long check(Call call) {
        if (call.rcx() < 0 || call.rcx() > RESUMES) {
            return TdxStatus.OPERAND_INVALID.with(OperandId.RCX);
        }
        call.found(Packages.of(call), 0);
        if (!call.locks().take(ModuleLock.WBCACHE)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.WBCACHE);
        }
        if (!call.locks().take(ModuleLock.KOT)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.KOT);
        }
        boolean isFlushed = call.td(TdWord.LIFECYCLE) == LifeCycle.BLOCKED.ordinal();
        if (!isFlushed || Packages.isDone(call)) {
            return TdxStatus.NO_HKID_READY_TO_WBCACHE.word();
        }
        if (call.rcx() == RESUMES && (begun(call) & bit(call)) == 0) {
            return TdxStatus.WBCACHE_RESUME_ERROR.word();
        }
        return call.isInterrupted() ? interrupted(call) : OK;
    }

    private static long begun(Call call) {
        return call.td(TdWord.WBCACHE_BEGUN);
    }

    private static long bit(Call call) {
        return 1L << Packages.of(call);
    }

    private static long interrupted(Call call) {
        call.td(TdWord.WBCACHE_BEGUN, begun(call) | bit(call));
        call.result(call.rcx(), call.rdx());
        return TdxStatus.INTERRUPTED_RESUMABLE.word();
    }

    @Override
    void commit(Call call) {
        Packages.done(call);
        call.td(TdWord.WBCACHE_BEGUN, begun(call) & ~bit(call));
    }
}
