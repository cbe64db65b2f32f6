package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.LifeCycle;
import dev.seamstress.core.tdx.PamtType;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxView;
import java.util.List;

/** What may become of a secure EPT entry, of what the guest has in a page, and of a page of the TD. */
final class ChangeRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "I8",
                            "a table is removed only when its 512 entries are FREE",
                            "tdh_mem_sept_remove.c, EPT_PAGE_NOT_FREE")
                    .onStore(ChangeRules::isEmptyWhenRemoved, WordGroup.SEPT),
            Invariant.always(
                            "I15",
                            "what the guest has in a page stays when its entry is unblocked, split, merged or moved",
                            "tdh_mem_page_relocate.c, tdh_mem_page_demote.c, tdh_mem_page_promote.c")
                    .onStore(ChangeRules::isContentKept, WordGroup.SEPT),
            Invariant.always(
                            "I16",
                            "a PENDING page becomes MAPPED by the guest's ACCEPT alone, an empty entry by PAGE.ADD or"
                                    + " as a part of a page that is split",
                            "tdg_mem_page_accept.c; tdh_mem_page_add.c; tdh_mem_page_demote.c")
                    .onStore(ChangeRules::isMappedByTheRightLeaf, WordGroup.SEPT),
            Invariant.always(
                            "I23",
                            "a page is reclaimed only in TEARDOWN, and the TDR only when the TD has no page left; an"
                                    + " HKID is used again only after FREEID",
                            "tdh_phymem_page_reclaim.c, LIFECYCLE_STATE_INCORRECT, TD_ASSOCIATED_PAGES_EXIST;"
                                    + " tdh_mng_create.c, HKID_NOT_FREE")
                    .onStore(ChangeRules::isReclaimedInTime, WordGroup.PAMT, WordGroup.PAMT_LARGE)
                    .onTouch(ChangeRules::isKeyFree, WordGroup.TDCS),
            Invariant.always(
                            "I26",
                            "only a PENDING 2M page is accepted in part, and what is accepted of it is zero",
                            "tdg_mem_page_accept.c, accept_counter")
                    .onStore(ChangeRules::isPartZero, WordGroup.SEPT));

    private static final int ENTRIES = 512;

    private ChangeRules() {}

    /** I8: no entry is orphaned. Source: tdh_mem_sept_remove.c, its look at all 512 entries. */
    private static String isEmptyWhenRemoved(Look look) {
        boolean isRemoved = isTable(look.old()) && SeptEntry.state(look.next()) == SeptState.FREE;
        for (int i = 0; isRemoved && i < ENTRIES; i++) {
            int below = look.level() - 1;
            long gfn = look.gfn() + i * Level.pages(below);
            SeptState state = SeptEntry.state(look.sept(below, gfn));
            if (state != SeptState.FREE) {
                return Text.entry(look) + " loses its table, in which the entry of " + Text.place(gfn, below) + " is "
                        + state;
            }
        }
        return null;
    }

    private static boolean isTable(long entry) {
        SeptState state = SeptEntry.state(entry);
        return state == SeptState.NL_MAPPED || state == SeptState.NL_BLOCKED;
    }

    /**
     * I15, of each gfn whose page the guest had accepted before the step and has after it. Nothing else of the step
     * changes what a page holds: a leaf that zeroes or copies does that first.
     *
     * <p>Source: the commits of tdh_mem_page_relocate.c, tdh_mem_page_demote.c, tdh_mem_page_promote.c and
     * tdh_mem_range_unblock.c.
     */
    private static String isContentKept(Look look) {
        boolean hasBoth =
                SeptEntry.state(look.old()) != SeptState.FREE && SeptEntry.state(look.next()) != SeptState.FREE;
        if (!hasBoth) {
            return null;
        }
        for (long gfn : look.gfns()) {
            boolean isCovered = Level.base(look.level(), gfn) == look.gfn();
            long before = isCovered ? acceptedFrame(look, look.tdxBefore(), gfn) : -1;
            long now = before < 0 ? before : acceptedFrame(look, look.tdx(), gfn);
            boolean isMoved = now >= 0 && now != before;
            if (isMoved && content(look, before) != content(look, now)) {
                return "gfn " + Text.hex(gfn) + " was in pfn " + Text.hex(before) + " and is in pfn " + Text.hex(now)
                        + ", which holds something else";
            }
        }
        return null;
    }

    /** The frame that the guest has accepted for the gfn, blocked or not; -1 if there is none. */
    private static long acceptedFrame(Look look, TdxView tdx, long gfn) {
        for (int level = look.shape().rootLevel(); level >= Level.PG_4K; level--) {
            long entry = tdx.entry(Level.toSept(level), gfn);
            SeptState state = SeptEntry.state(entry);
            if (state == SeptState.MAPPED || state == SeptState.BLOCKED) {
                return SeptEntry.page(entry, Level.toSept(level)) + (gfn & Level.pages(level) - 1);
            }
            if (!isTable(entry)) {
                return -1;
            }
        }
        return -1;
    }

    private static long content(Look look, long pfn) {
        boolean isKept = look.kvm().hostPages().hasContent(pfn);
        return isKept ? look.read(look.kvm().hostPages().contentWord(pfn)) : 0;
    }

    /**
     * I16: of an entry that was PENDING or FREE; one that was blocked may become what it was. Source:
     * tdg_mem_page_accept.c; tdh_mem_page_add.c; tdh_mem_page_demote.c.
     */
    private static String isMappedByTheRightLeaf(Look look) {
        SeptState was = SeptEntry.state(look.old());
        if (SeptEntry.state(look.next()) != SeptState.MAPPED) {
            return null;
        }
        boolean wasPending = was == SeptState.PENDING || was == SeptState.PENDING_BLOCKED;
        boolean isWrong = wasPending && look.ended() != Leaf.TDG_MEM_PAGE_ACCEPT
                || was == SeptState.FREE
                        && look.ended() != Leaf.TDH_MEM_PAGE_ADD
                        && look.ended() != Leaf.TDH_MEM_PAGE_DEMOTE;
        return isWrong
                ? Text.entry(look) + " becomes MAPPED from " + was + " by "
                        + (look.ended() == null ? "no call" : look.ended().text())
                : null;
    }

    /** I23. Of the pages that a TD loses only RECLAIM's are meant. Source: tdh_phymem_page_reclaim.c. */
    private static String isReclaimedInTime(Look look) {
        if (look.ended() != Leaf.TDH_PHYMEM_PAGE_RECLAIM) {
            return null;
        }
        boolean isLarge = look.group() == WordGroup.PAMT_LARGE;
        int level = isLarge ? look.places().largeLevel(look.word()) : Level.PG_4K;
        long pfn = isLarge ? look.places().largePfn(look.word()) : look.places().pamtPfn(look.word());
        PamtType was = look.tdxBefore().pamtType(Level.toSept(level), pfn);
        boolean isReclaimed = was != look.tdx().pamtType(Level.toSept(level), pfn);
        if (isReclaimed && look.tdxBefore().lifeCycle() != LifeCycle.TEARDOWN) {
            return "pfn " + Text.hex(pfn) + ", " + was + ", is reclaimed in "
                    + look.tdxBefore().lifeCycle();
        }
        boolean isTooEarly =
                isReclaimed && was == PamtType.TDR && look.tdxBefore().childCount() != 0;
        return isTooEarly ? "the TDR is reclaimed, and " + look.tdxBefore().childCount() + " pages are left" : null;
    }

    /** I23, of the key: a TD gets the HKID only when nobody has it. Source: tdh_mng_create.c, the KOT. */
    private static String isKeyFree(Look look) {
        LifeCycle was = look.tdxBefore().lifeCycle();
        LifeCycle now = look.tdx().lifeCycle();
        boolean isAssigned = now == LifeCycle.HKID_ASSIGNED && was != now;
        boolean isFree = was == LifeCycle.NONE || was == LifeCycle.TEARDOWN;
        return isAssigned && !isFree ? "the HKID is assigned, and the TD that has it is in " + was : null;
    }

    /** I26: of a large leaf, up to the page that its counter says. Source: tdg_mem_page_accept.c, bits 20:12. */
    private static String isPartZero(Look look) {
        SeptState state = SeptEntry.state(look.next());
        int level = Level.toSept(look.level());
        if (!state.isLeaf() || level == 0) {
            return null;
        }
        long first = SeptEntry.page(look.next(), level);
        long accepted = SeptEntry.pfn(look.next()) - first;
        if (accepted != 0 && (state != SeptState.PENDING || look.level() != Level.PG_2M)) {
            return Text.entry(look) + " is " + state + " and accepted in part: " + accepted + " pages";
        }
        for (long pfn = first; pfn < first + accepted; pfn++) {
            if (content(look, pfn) != 0) {
                return Text.entry(look) + " is accepted up to page " + accepted + ", and pfn " + Text.hex(pfn)
                        + " is not zero";
            }
        }
        return null;
    }
}
