package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.PamtType;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Tlb;
import java.util.Arrays;
import java.util.List;

/** A page's way back from the TD to the host. */
final class PageRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "V12",
                            "a page is removed after every vCPU has left the guest since the TRACK, and cleared or used"
                                    + " again after it was written back",
                            "tdx_sept_remove_private_spte(), tdx_track()")
                    .onStore(PageRules::isRemovedAfterKick, WordGroup.SEPT)
                    .onEvent(PageRules::isClearedAfterWriteBack, Event.PAGE_CLEARED)
                    .onEvent(PageRules::isFreedAfterWriteBack, Event.PAGE_FREED)
                    .onStore(PageRules::isGivenAfterWriteBack, WordGroup.PAMT, WordGroup.PAMT_LARGE),
            Invariant.always(
                            "V27",
                            "a page is given back to the host only when no entry and no TLB refers to it",
                            "kvm_mmu_notifier_invalidate_range_start(), kvm_gmem_invalidate_begin()")
                    .onEvent(PageRules::isForgotten, Event.PAGE_FREED),
            Invariant.always(
                            "I22",
                            "only a page that is nobody's is written back, and it is cleared before it is used again",
                            "tdh_phymem_page_wbinvd.c; tdx_clear_page()")
                    .onEvent(PageRules::isNobodysWhenWrittenBack, Event.SEAMCALL_DONE)
                    .onEvent(PageRules::isFreedAfterClear, Event.PAGE_FREED)
                    .onStore(PageRules::isGivenAfterClear, WordGroup.PAMT, WordGroup.PAMT_LARGE));

    private PageRules() {}

    /**
     * V12: BLOCK, TRACK, every vCPU out of guest mode, REMOVE, WBINVD, use by the host, in this order. That BLOCK and
     * TRACK come before REMOVE, {@code I7} says; this is about the vCPUs: none is still in the guest that entered in
     * the epoch of the BLOCK, or before.
     *
     * <p>Source: tdx_sept_remove_private_spte(); tdx_track(), its kick.
     */
    private static String isRemovedAfterKick(Look look) {
        boolean isRemoved = SeptEntry.state(look.old()).isBlocked()
                && SeptEntry.state(look.old()).isLeaf()
                && SeptEntry.state(look.next()) == SeptState.FREE;
        if (!isRemoved) {
            return null;
        }
        long blocked = look.tdxBefore().bepochOf(Level.toSept(look.level()), look.old());
        for (int i = 0; i < look.threads(); i++) {
            Vcpu vcpu = look.monitors().guests().isInside(i) ? look.vcpu(i) : null;
            if (vcpu != null && look.tdx().vcpuEpoch(vcpu.mmu().number()) <= blocked) {
                return Text.entry(look) + " becomes FREE, was blocked in epoch " + blocked + ", and " + vcpu.name()
                        + " is in the guest since epoch "
                        + look.tdx().vcpuEpoch(vcpu.mmu().number());
            }
        }
        return null;
    }

    private static String isNot(Look look, long pfn, PageCare.State state, String what) {
        return look.monitors().pages().state(pfn) == state ? "pfn " + Text.hex(pfn) + " is " + what : null;
    }

    /** V12: a page is cleared after it was written back. Source: tdx_sept_remove_private_spte(). */
    private static String isClearedAfterWriteBack(Look look) {
        return isNot(look, look.arg(0), PageCare.State.REMOVED, "cleared and was not written back since its removal");
    }

    /** V12: a page is used by the host after it was written back. Source: tdx_sept_remove_private_spte(). */
    private static String isFreedAfterWriteBack(Look look) {
        return isNot(look, look.arg(1), PageCare.State.REMOVED, "freed and was not written back since its removal");
    }

    /** V12: so it is when a TD gets it again. Source: tdx_sept_remove_private_spte(). */
    private static String isGivenAfterWriteBack(Look look) {
        return isGivenAs(look, PageCare.State.REMOVED, "given to a TD and was not written back since its removal");
    }

    /** Finds a frame that a TD gets in the step, and that is in {@code state}. */
    private static String isGivenAs(Look look, PageCare.State state, String what) {
        boolean isLarge = look.group() == WordGroup.PAMT_LARGE;
        long first =
                isLarge ? look.places().largePfn(look.word()) : look.places().pamtPfn(look.word());
        long frames = isLarge ? Level.pages(look.places().largeLevel(look.word())) : 1;
        String found = null;
        for (long pfn = first; found == null && pfn < first + frames; pfn++) {
            boolean isGiven = look.tdxBefore().isNobodys(pfn) && !look.tdx().isNobodys(pfn);
            found = isGiven ? isNot(look, pfn, state, what) : null;
        }
        return found;
    }

    /**
     * V27: when the host uses a page for something else, no entry of any root, valid or not, maps it, nor does the
     * secure EPT, nor a TLB of a vCPU that is in the guest or could enter it without a flush. A page is mapped at its
     * own gfn, at those that a slot is moved to, or nowhere.
     *
     * <p>Source: the contract of MMU notifiers; kvm_gmem_invalidate_begin().
     */
    private static String isForgotten(Look look) {
        long gfn = look.arg(0);
        String offence = isForgotten(look, gfn, gfn);
        for (int i = 0; offence == null && i < look.kvm().slots().size(); i++) {
            Slot slot = look.kvm().slots().slot(i);
            long there = gfn - slot.home() + slot.range().start().value();
            boolean isNamed = there != gfn && slot.range().contains(there) && isNamed(look, there);
            offence = isNamed ? isForgotten(look, gfn, there) : null;
        }
        return offence;
    }

    private static boolean isNamed(Look look, long gfn) {
        return Arrays.stream(look.gfns()).anyMatch(named -> named == gfn);
    }

    /** V27, of the freed page that {@code home} had first, at {@code gfn}. */
    private static String isForgotten(Look look, long home, long gfn) {
        long pfn = look.arg(1);
        String freed = "pfn " + Text.hex(pfn) + " of gfn " + Text.hex(home) + " is freed, and ";
        long list = look.read(look.kvm().roots().list());
        for (int i = 0; RootList.at(list, i) != RootList.NONE; i++) {
            int root = RootList.at(list, i);
            int level = leafLevel(look, root, gfn);
            long spte = level == 0 ? Spte.NONPRESENT : look.spte(root, level, gfn);
            if (level != 0 && Spte.pfn(spte) + (gfn & Level.pages(level) - 1) == pfn) {
                return freed + "root " + root + " maps it";
            }
        }
        if (look.tdx() != null) {
            long entry = look.sept(Level.PG_4K, gfn);
            if (SeptEntry.state(entry).isLeaf() && SeptEntry.pfn(entry) == pfn) {
                return freed + "the secure EPT entry is " + SeptEntry.state(entry);
            }
        }
        return isInTlb(look, gfn, pfn, freed);
    }

    private static int leafLevel(Look look, int root, long gfn) {
        for (int level = Level.PG_4K; level <= Level.PG_1G; level++) {
            if (Spte.isLeaf(look.spte(root, level, gfn), level)) {
                return level;
            }
        }
        return 0;
    }

    private static String isInTlb(Look look, long gfn, long pfn, String freed) {
        for (int i = 0; i < look.threads(); i++) {
            Vcpu vcpu = look.vcpu(i);
            if (vcpu == null) {
                continue;
            }
            long shared = look.translations().of(vcpu, gfn, Tlb.Side.SHARED);
            long own = look.translations().of(vcpu, gfn, Tlb.Side.PRIVATE);
            boolean isShared = shared != 0 && Tlb.pfn(shared) == pfn && !look.isFlushPending(vcpu);
            boolean isPrivate =
                    own != 0 && Tlb.pfn(own) == pfn && look.monitors().guests().isInside(i);
            if (isShared || isPrivate) {
                return freed + vcpu.name() + " has a translation to it";
            }
        }
        return null;
    }

    /** I22: WBINVD succeeds only on a page that is nobody's. Source: tdh_phymem_page_wbinvd.c. */
    private static String isNobodysWhenWrittenBack(Look look) {
        boolean isWrittenBack =
                CallName.leaf(look.arg(0)) == Leaf.TDH_PHYMEM_PAGE_WBINVD && TdxStatus.SUCCESS.is(look.arg(3));
        if (!isWrittenBack) {
            return null;
        }
        long pfn = look.tdxBefore().page(CallName.lp(look.arg(0)));
        PamtType type = look.tdx().pamtType(pfn);
        return type == PamtType.NDA ? null : "pfn " + Text.hex(pfn) + " is written back and is " + type;
    }

    /** I22: a page is used by the host after it was cleared. Source: tdx_clear_page(). */
    private static String isFreedAfterClear(Look look) {
        return isNot(look, look.arg(1), PageCare.State.WRITTEN_BACK, "freed and was not cleared since its removal");
    }

    /** I22: so it is when a TD gets it again. Source: tdx_clear_page(). */
    private static String isGivenAfterClear(Look look) {
        return isGivenAs(look, PageCare.State.WRITTEN_BACK, "given to a TD and was not cleared since its removal");
    }
}
