package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.ModuleLock;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.tdx.TdxView;
import java.util.List;

/** The calls of the TDX module: what they may change, and which locks they hold. */
final class CallRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "I17",
                            "only a call that returns success changes the secure EPT, the PAMT or CHLDCNT",
                            "the commits of all leaves; no leaf waits")
                    .onTouch(
                            CallRules::isChangedBySuccess,
                            WordGroup.SEPT,
                            WordGroup.PAMT,
                            WordGroup.PAMT_LARGE,
                            WordGroup.TDCS),
            Invariant.always(
                            "I18",
                            "the module's locks are held by the calls in flight, and by nothing else",
                            "tdx_locks.h; the leaves' common exit")
                    .onTouch(
                            CallRules::areLocksOfCalls,
                            WordGroup.CALLS,
                            WordGroup.TD_LOCK,
                            WordGroup.PAMT,
                            WordGroup.PAMT_LOCK)
                    .onStore(CallRules::isEntryLockOfACall, WordGroup.SEPT, WordGroup.SEPT_LOCK)
                    .onStore(CallRules::isPageLockOfACall, WordGroup.PAMT, WordGroup.PAMT_LOCK)
                    .onStore(CallRules::isLargeLockOfACall, WordGroup.PAMT_LARGE),
            Invariant.always(
                            "I20",
                            "host priority is set on an entry only by a refused call of the host, and no guest locks"
                                    + " the entry while it is",
                            "helpers.c, sept_lock_acquire_host() and sept_lock_acquire_guest()")
                    .onStore(CallRules::isHostPriorityKept, WordGroup.SEPT, WordGroup.SEPT_LOCK),
            Invariant.always(
                            "I21",
                            "who holds the secure EPT exclusively holds it alone",
                            "tdx_locks.h, sharex; tdh_mem_range_block.c")
                    .onTouch(CallRules::isTreeExclusive, WordGroup.CALLS));

    private static final ModuleLock[] COUNTED = {ModuleLock.OP_STATE, ModuleLock.TREE, ModuleLock.EPOCH, ModuleLock.TDR
    };

    private CallRules() {}

    /**
     * I17: a call that does not succeed leaves the secure EPT, the PAMT and CHLDCNT as they were, but for locks and
     * host priority; and nothing but a call changes them.
     *
     * <p>Source: the leaves, each of which commits after its last check.
     */
    private static String isChangedBySuccess(Look look) {
        if (look.status() != Look.NO_STATUS && TdxStatus.SUCCESS.is(look.status())) {
            return null;
        }
        StoreLog log = look.log();
        for (int i = 0; i < log.count(); i++) {
            if (isChange(look, log, i)) {
                String call = look.status() == Look.NO_STATUS ? "without a call that ends" : Text.hex(look.status());
                return "the state of word " + Text.hex(log.word(i)) + " of " + log.group(i) + " changes " + call;
            }
        }
        return look.tdx().childCount() == look.tdxBefore().childCount() ? null : "CHLDCNT changes without success";
    }

    private static boolean isChange(Look look, StoreLog log, int index) {
        return switch (log.group(index)) {
            case SEPT ->
                SeptEntry.state(log.old(index)) != SeptEntry.state(log.next(index)) || isMoved(look, log, index);
            case PAMT -> {
                long pfn = look.places().pamtPfn(log.word(index));
                yield look.tdx().pamtType(pfn) != look.tdxBefore().pamtType(pfn)
                        || look.tdx().ownerPfn(pfn) != look.tdxBefore().ownerPfn(pfn);
            }
            case PAMT_LARGE -> {
                int level = Level.toSept(look.places().largeLevel(log.word(index)));
                long pfn = look.places().largePfn(log.word(index));
                yield look.tdx().pamtType(level, pfn) != look.tdxBefore().pamtType(level, pfn)
                        || look.tdx().ownerPfn(level, pfn) != look.tdxBefore().ownerPfn(level, pfn);
            }
            default -> false; // of the other groups, CHLDCNT alone counts
        };
    }

    /** True if the entry points to another page; how far an ACCEPT got is no part of that. */
    private static boolean isMoved(Look look, StoreLog log, int index) {
        int level = Level.toSept(look.places().level(log.word(index)));
        return SeptEntry.page(log.old(index), level) != SeptEntry.page(log.next(index), level);
    }

    /**
     * I18: each lock of the TD is held as often as the calls in flight hold it; so a call that returns has let go of
     * all. The TDR holds of vCPUs in the guest are counted elsewhere, see {@code I10}.
     *
     * <p>Source: tdx_locks.h; the common exit of the leaves, which releases what was taken.
     */
    private static String areLocksOfCalls(Look look) {
        TdxView tdx = look.tdx();
        for (ModuleLock lock : COUNTED) {
            int sharers = 0;
            boolean isExclusive = false;
            for (int lp = 0; lp < tdx.lps(); lp++) {
                if (tdx.isInCall(lp)) {
                    sharers += isHeld(tdx, lp, lock, ModuleLock.Mode.SHARED) ? 1 : 0;
                    isExclusive |= isHeld(tdx, lp, lock, ModuleLock.Mode.EXCLUSIVE);
                }
            }
            if (tdx.sharers(lock) != sharers || tdx.isExclusive(lock) != isExclusive) {
                return lock + " is held shared by " + tdx.sharers(lock)
                        + (tdx.isExclusive(lock) ? " and exclusively" : "") + ", and by " + sharers
                        + (isExclusive ? " and exclusively" : "") + " according to the calls in flight";
            }
        }
        return null;
    }

    /** A TDR that has been given back is a page, and its lock a page's. Source: tdh_phymem_page_wbinvd.c. */
    private static boolean isHeld(TdxView tdx, int lp, ModuleLock lock, ModuleLock.Mode mode) {
        return tdx.holds(lp, lock, mode) || lock == ModuleLock.TDR && tdx.holdsTdrAsPage(lp, mode);
    }

    /** I18, of an entry: it is locked if and only if a call in flight holds it. Source: sept_lock_release(). */
    private static String isEntryLockOfACall(Look look) {
        boolean isLocked = SeptEntry.isLocked(look.read(look.word()));
        boolean isHeld = false;
        for (int lp = 0; lp < look.tdx().lps() && !isHeld; lp++) {
            isHeld = look.tdx().isInCall(lp) && look.tdx().holdsEntry(lp, Level.toSept(look.level()), look.gfn());
        }
        return isLocked == isHeld
                ? null
                : Text.entry(look) + (isLocked ? " is locked, and no call holds it" : " is held and not locked");
    }

    /**
     * I18, of a 4K page: its PAMT entry is locked if and only if a call in flight holds it; the TDR's is counted with
     * the TD's locks. Source: pamt_unwalk().
     */
    private static String isPageLockOfACall(Look look) {
        long pfn = look.places().pamtPfn(look.word());
        return look.tdx().isTdrs(pfn) ? null : isLockOfACall(look, 0, pfn);
    }

    /** I18, of a large page. Source: pamt_unwalk(). */
    private static String isLargeLockOfACall(Look look) {
        int level = Level.toSept(look.places().largeLevel(look.word()));
        return isLockOfACall(look, level, look.places().largePfn(look.word()));
    }

    private static String isLockOfACall(Look look, int level, long pfn) {
        boolean isHeld = false;
        for (int lp = 0; lp < look.tdx().lps() && !isHeld; lp++) {
            isHeld = look.tdx().isInCall(lp) && look.tdx().holdsPage(lp, level, pfn);
        }
        return look.tdx().isPageLocked(level, pfn) == isHeld
                ? null
                : "the PAMT entry of pfn " + Text.hex(pfn)
                        + (isHeld ? " is held and not locked" : " is locked, and no call holds it");
    }

    /**
     * I20: an entry gets host priority in a step that refuses a host's call there, and loses it when the host locks the
     * entry; a guest never locks it in between. A host that locks the entry clears the bit in the same store, so
     * whoever locks it with the bit set is a guest.
     *
     * <p>Source: helpers.c, sept_lock_acquire_host(), sept_lock_acquire_guest().
     */
    private static String isHostPriorityKept(Look look) {
        boolean had = SeptEntry.hasHostPriority(look.old());
        boolean has = SeptEntry.hasHostPriority(look.next());
        if (has && !had && !look.hasRefusedHost()) {
            return Text.entry(look) + " gets host priority, and no call of the host was refused";
        }
        boolean isLocked = SeptEntry.isLocked(look.next()) && !SeptEntry.isLocked(look.old());
        return isLocked && has ? Text.entry(look) + " has host priority and is locked by a guest" : null;
    }

    /**
     * I21: a call that holds the tree exclusively is the only one that holds it; so there is at most one BLOCK at a
     * time. Source: tdx_locks.h, sharex; tdh_mem_range_block.c.
     */
    private static String isTreeExclusive(Look look) {
        int exclusive = 0;
        int shared = 0;
        int blocks = 0;
        for (int lp = 0; lp < look.tdx().lps(); lp++) {
            if (look.tdx().isInCall(lp)) {
                boolean isAlone = look.tdx().holds(lp, ModuleLock.TREE, ModuleLock.Mode.EXCLUSIVE);
                exclusive += isAlone ? 1 : 0;
                shared += look.tdx().holds(lp, ModuleLock.TREE, ModuleLock.Mode.SHARED) ? 1 : 0;
                blocks += isAlone && look.tdx().leaf(lp) == Leaf.TDH_MEM_RANGE_BLOCK ? 1 : 0;
            }
        }
        boolean isBroken = exclusive > 1 || exclusive == 1 && shared > 0;
        return isBroken
                ? "the secure EPT is held exclusively by " + exclusive + ", of which " + blocks
                        + " BLOCK, and shared by " + shared
                : null;
    }
}
