package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.tdx.LifeCycle;
import dev.seamstress.core.tdx.OpState;
import dev.seamstress.core.tdx.PamtType;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import java.util.List;

/** The secure EPT, the PAMT, and that they agree. */
final class SeptRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "V37",
                            "a page that the secure EPT begins to point to was nobody's before",
                            "tdh_mem_page_aug.c, tdh_mem_sept_add.c: the page's PAMT lock, and PT_NDA")
                    .onStore(SeptRules::isPageNew, WordGroup.SEPT),
            Invariant.always("I1", "a host page is mapped by at most one leaf", "pamt_manager.h: a page has one owner")
                    .onStore(SeptRules::isMappedOnce, WordGroup.SEPT),
            Invariant.always(
                            "I2",
                            "a leaf points to a data page of this TD, a table's entry to a secure EPT page of it",
                            "pamt_manager.h, page_type_t")
                    .onStore(SeptRules::isPageOfItsType, WordGroup.SEPT),
            Invariant.always(
                            "I3",
                            "exactly one entry points to a page that the TD has as data or as a table",
                            "tdh_mem_page_aug.c, tdh_mem_page_remove.c")
                    .onStore(SeptRules::isOwnedAsPointedTo, WordGroup.PAMT, WordGroup.SEPT),
            Invariant.always("I4", "CHLDCNT counts the pages that the TD has", "td_control_structures.h, chldcnt")
                    .onTouch(SeptRules::areChildrenCounted, WordGroup.PAMT, WordGroup.PAMT_LARGE, WordGroup.TDCS),
            Invariant.always(
                            "I5",
                            "of a 2M or 1G data page no smaller part has a PAMT type",
                            "pamt_manager.h, pamt_walk()")
                    .onStore(SeptRules::isLargePageWhole, WordGroup.SEPT)
                    .onStore(SeptRules::isPartOfNone, WordGroup.PAMT),
            Invariant.always("I6", "an entry's rights are those of its state", "include/auto_gen/sept_state_lookup.c")
                    .onStore(SeptRules::areRightsOfTheState, WordGroup.SEPT),
            Invariant.always(
                            "I7",
                            "in a TD that runs an entry becomes FREE only when it is blocked and tracked",
                            "tdh_mem_page_remove.c; helpers.h, is_tlb_tracked()")
                    .onStore(SeptRules::isFreedWhenTracked, WordGroup.SEPT));

    private static final long NO_FRAME = -1;

    private SeptRules() {}

    /** True if the store makes the entry point to another page than before. */
    private static boolean isNewPage(Look look) {
        return SeptEntry.state(look.next()) != SeptState.FREE
                && (SeptEntry.state(look.old()) == SeptState.FREE || page(look, look.old()) != page(look, look.next()));
    }

    /** The first frame that a value of the store's entry points to. */
    private static long page(Look look, long entry) {
        return SeptEntry.page(entry, Level.toSept(look.level()));
    }

    /** The PAMT has an entry for each size of a page: the size of what a value of the store's entry points to. */
    private static int size(Look look, long entry) {
        return SeptEntry.pageLevel(entry, Level.toSept(look.level()));
    }

    /**
     * V37: a page belongs to at most one position of the secure EPT. A page in use has a PAMT type, so an entry may
     * begin to point to a page only if it had none before the step.
     *
     * <p>Source: AUG and SEPT.ADD, which lock the page's PAMT entry exclusively and want PT_NDA.
     */
    private static String isPageNew(Look look) {
        if (!isNewPage(look)) {
            return null;
        }
        long pfn = page(look, look.next());
        PamtType was = look.tdxBefore().pamtType(size(look, look.next()), pfn);
        return was == PamtType.NDA
                ? null
                : Text.entry(look) + " begins to point to pfn " + Text.hex(pfn) + ", which was " + was + " already";
    }

    /** I1: a frame inside a leaf is inside no other leaf. Source: pamt_manager.h. */
    private static String isMappedOnce(Look look) {
        if (!isNewPage(look) || !SeptEntry.state(look.next()).isLeaf()) {
            return null;
        }
        long first = page(look, look.next());
        long end = first + Level.pages(look.level());
        long gfnEnd = look.gfn() + Level.pages(look.level());
        for (long gfn : look.gfns()) {
            boolean isOther = gfn < look.gfn() || gfn >= gfnEnd;
            long pfn = isOther ? frame(look, gfn) : NO_FRAME;
            if (pfn >= first && pfn < end) {
                return Text.entry(look) + " maps pfn " + Text.hex(pfn) + ", as that of gfn " + Text.hex(gfn) + " does";
            }
        }
        return null;
    }

    /** The frame that the gfn has in a leaf of any size; {@link #NO_FRAME} if it has none. */
    private static long frame(Look look, long gfn) {
        for (int level = Level.PG_4K; level <= look.shape().rootLevel(); level++) {
            long entry = look.sept(level, gfn);
            if (SeptEntry.isLeaf(entry)) {
                return SeptEntry.page(entry, Level.toSept(level)) + (gfn & Level.pages(level) - 1);
            }
        }
        return NO_FRAME;
    }

    /**
     * I2: a leaf to a page means that the PAMT has it as a data page of this TD; a table's entry, as a page of its
     * secure EPT. Source: pamt_manager.h, pamt_entry_t.
     */
    private static String isPageOfItsType(Look look) {
        if (!isNewPage(look)) {
            return null;
        }
        long pfn = page(look, look.next());
        int size = size(look, look.next());
        PamtType wanted = SeptEntry.state(look.next()).isLeaf() ? PamtType.REG : PamtType.EPT;
        PamtType type = look.tdx().pamtType(size, pfn);
        long owner = look.tdx().ownerPfn(size, pfn);
        return type == wanted && owner == look.kvm().tdr() >>> 12
                ? null
                : Text.entry(look) + " points to pfn " + Text.hex(pfn) + ", which is " + type + " of TDR "
                        + Text.hex(owner);
    }

    /**
     * I3: a page that is a TD's data or table has exactly one entry that points to it. So a page gets and loses such a
     * type in the step in which an entry begins or ceases to point to it.
     *
     * <p>Source: the commits of tdh_mem_page_aug.c, tdh_mem_sept_add.c, tdh_mem_page_remove.c.
     */
    private static String isOwnedAsPointedTo(Look look) {
        return look.group() == WordGroup.PAMT ? isRetypedWithEntry(look) : isLeftBehind(look);
    }

    private static boolean isPointedTo(PamtType type) {
        return type == PamtType.REG || type == PamtType.EPT;
    }

    private static String isRetypedWithEntry(Look look) {
        long pfn = look.places().pamtPfn(look.word());
        PamtType was = look.tdxBefore().pamtType(pfn);
        PamtType now = look.tdx().pamtType(pfn);
        boolean isInTeardown = look.tdx().lifeCycle() == LifeCycle.TEARDOWN;
        if (isInTeardown || was == now || !isPointedTo(was) && !isPointedTo(now)) {
            return null;
        }
        boolean isWithEntry = isPointedTo(now) ? hasStored(look, pfn, false) : hasStored(look, pfn, true);
        return isWithEntry
                ? null
                : "pfn " + Text.hex(pfn) + " was " + was + " and becomes " + now + ", and no entry "
                        + (isPointedTo(now) ? "begins" : "ceases") + " to point to it";
    }

    /** True if the step has made some entry cease, or begin, to point to the page. */
    private static boolean hasStored(Look look, long pfn, boolean isCeasing) {
        StoreLog log = look.log();
        for (int i = 0; i < log.count(); i++) {
            if (log.group(i) == WordGroup.SEPT) {
                boolean pointed = pointsTo(log.old(i), pfn);
                boolean points = pointsTo(log.next(i), pfn);
                if (pointed != points && points != isCeasing) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean pointsTo(long entry, long pfn) {
        return SeptEntry.state(entry) != SeptState.FREE && SeptEntry.pfn(entry) == pfn;
    }

    private static String isLeftBehind(Look look) {
        boolean isLeft = SeptEntry.state(look.old()) != SeptState.FREE
                && (SeptEntry.state(look.next()) == SeptState.FREE
                        || page(look, look.old()) != page(look, look.next()));
        long pfn = page(look, look.old());
        PamtType type = isLeft ? look.tdx().pamtType(size(look, look.old()), pfn) : PamtType.NDA;
        return isPointedTo(type)
                ? Text.entry(look) + " no longer points to pfn " + Text.hex(pfn) + ", which is still " + type
                : null;
    }

    /** I4: CHLDCNT is the number of frames that the TD owns, its TDR not counted. Source: chldcnt in the TDR. */
    private static String areChildrenCounted(Look look) {
        long gained = 0;
        StoreLog log = look.log();
        for (int i = 0; i < log.count(); i++) {
            if (log.group(i) == WordGroup.PAMT && log.isFirst(i)) {
                long pfn = look.places().pamtPfn(log.word(i));
                gained += isChild(look.tdx().pamtType(pfn)) ? 1 : 0;
                gained -= isChild(look.tdxBefore().pamtType(pfn)) ? 1 : 0;
            } else if (log.group(i) == WordGroup.PAMT_LARGE && log.isFirst(i)) {
                gained += gainedLarge(look, log.word(i));
            }
        }
        long counted = look.tdx().childCount() - look.tdxBefore().childCount();
        return gained == counted
                ? null
                : "the TD has " + gained + " pages more than before, and CHLDCNT says " + counted;
    }

    private static long gainedLarge(Look look, long word) {
        int level = look.places().largeLevel(word);
        long pfn = look.places().largePfn(word);
        boolean is = isChild(look.tdx().pamtType(Level.toSept(level), pfn));
        boolean was = isChild(look.tdxBefore().pamtType(Level.toSept(level), pfn));
        return is == was ? 0 : is ? Level.pages(level) : -Level.pages(level);
    }

    private static boolean isChild(PamtType type) {
        return type != PamtType.NDA && type != PamtType.RSVD && type != PamtType.TDR;
    }

    /** I5: no part of a large data page has a PAMT type of its own. Source: pamt_walk(). */
    private static String isLargePageWhole(Look look) {
        if (look.level() == Level.PG_4K || !SeptEntry.state(look.next()).isLeaf()) {
            return null;
        }
        long first = page(look, look.next());
        for (int level = Level.PG_4K; level < look.level(); level++) {
            for (long pfn = first; pfn < first + Level.pages(look.level()); pfn += Level.pages(level)) {
                PamtType type = look.tdx().pamtType(Level.toSept(level), pfn);
                if (type != PamtType.NDA && type != PamtType.RSVD) {
                    return Text.entry(look) + " maps a large page, of which pfn " + Text.hex(pfn) + " is " + type;
                }
            }
        }
        return null;
    }

    /** I5, of a page that gets a type: it is no part of a large data page. Source: pamt_walk(), which stops at one. */
    private static String isPartOfNone(Look look) {
        long pfn = look.places().pamtPfn(look.word());
        PamtType type = look.tdx().pamtType(pfn);
        for (int level = Level.PG_2M; type != PamtType.NDA && level <= Level.PG_1G; level++) {
            if (look.tdx().pamtType(Level.toSept(level), Level.base(level, pfn)) == PamtType.REG) {
                return "pfn " + Text.hex(pfn) + " becomes " + type + ", and is a part of a large page";
            }
        }
        return null;
    }

    /** I6: read, write and execute are a function of the state. Source: sept_state_lookup.c. */
    private static String areRightsOfTheState(Look look) {
        SeptState state = SeptEntry.state(look.next());
        int rights = (int) look.next() & 7;
        return rights == state.rights() ? null : Text.entry(look) + " is " + state + " and grants rights " + rights;
    }

    /**
     * I7: in a TD that can run a leaf or table disappears only from a blocked state, and only when no vCPU can have a
     * translation from before the block. A leaf that becomes a part of a larger one does not disappear.
     *
     * <p>Source: tdh_mem_page_remove.c; helpers.h, is_tlb_tracked().
     */
    private static String isFreedWhenTracked(Look look) {
        boolean isFreed = SeptEntry.state(look.old()) != SeptState.FREE
                && SeptEntry.state(look.next()) == SeptState.FREE
                && look.tdx().opState() == OpState.RUNNABLE;
        if (!isFreed || isMerged(look)) {
            return null;
        }
        SeptState was = SeptEntry.state(look.old());
        if (!was.isBlocked()) {
            return Text.entry(look) + " becomes FREE from " + was;
        }
        int level = Level.toSept(look.level());
        return look.tdxBefore().isTracked(level, look.old())
                ? null
                : Text.entry(look) + " becomes FREE, and was not tracked: TD_EPOCH "
                        + look.tdxBefore().epoch() + ", BEPOCH "
                        + look.tdxBefore().bepochOf(level, look.old());
    }

    /** True if the entry above it has become a page in this step. */
    private static boolean isMerged(Look look) {
        int above = look.level() + 1;
        return above <= look.shape().rootLevel()
                && SeptEntry.isLeaf(look.sept(above, look.gfn()))
                && !SeptEntry.isLeaf(look.tdxBefore().entry(Level.toSept(above), look.gfn()));
    }
}
