package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.LifeCycle;
import dev.seamstress.core.tdx.ModuleLock;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.Tlb;
import java.util.List;

/** Who is in the guest, in which TD epoch, and with which private translations. */
final class EpochRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "I9",
                            "when an entry goes, or ceases to be blocked, no vCPU in the guest has a translation of"
                                    + " what it covers",
                            "tdh_mem_page_remove.c and all that ask for TLB tracking; what it is for")
                    .onStore(EpochRules::isForgottenWhenTracked, WordGroup.SEPT),
            Invariant.always(
                            "I10",
                            "REFCOUNT[0] and REFCOUNT[1] count the vCPUs in the guest or in VP.ENTER, and so does the"
                                    + " TDR",
                            "tdh_vp_enter.c; td_exit.c")
                    .onTouch(EpochRules::areGuestsCounted, WordGroup.RESIDENCE, WordGroup.CALLS),
            Invariant.always(
                            "I11",
                            "a vCPU in the guest entered in the TD's epoch or in the one before",
                            "tdh_mem_track.c, PREVIOUS_TLB_EPOCH_BUSY")
                    .onTouch(EpochRules::areGuestsRecent, WordGroup.TDCS, WordGroup.TDVPS),
            Invariant.always("I12", "TD_EPOCH never decreases, and no BEPOCH is ahead of it", "tdh_mem_range_block.c")
                    .onTouch(EpochRules::isEpochForward, WordGroup.TDCS)
                    .onStore(EpochRules::isBlockedInThePast, WordGroup.BEPOCH),
            Invariant.always(
                            "V32",
                            "TD_EPOCH moves by one, and only when no vCPU is in the guest since the epoch before",
                            "tdh_mem_track.c, PREVIOUS_TLB_EPOCH_BUSY")
                    .onTouch(EpochRules::isTrackedInOrder, WordGroup.TDCS),
            Invariant.always(
                            "I19",
                            "nobody holds the TDR exclusively while a vCPU is in the guest",
                            "tdh_vp_enter.c; tdx_locks.h")
                    .onTouch(EpochRules::isTdrShared, WordGroup.PAMT, WordGroup.PAMT_LOCK, WordGroup.RESIDENCE));

    private EpochRules() {}

    /** True if the vCPU is in a VP.ENTER that counts it already. */
    private static boolean isEntering(Look look, int lp) {
        return look.tdx().isInCall(lp)
                && look.tdx().leaf(lp) == Leaf.TDH_VP_ENTER
                && !look.tdx().isFailing(lp)
                && !look.tdx().isTossed(lp);
    }

    /**
     * I9: at the success of a REMOVE, UNBLOCK, RELOCATE, DEMOTE or PROMOTE no vCPU in the guest holds a translation
     * that comes from the entry as it was before the block. One that has left keeps its translations; it loses them
     * before it runs again.
     *
     * <p>Source: tdh_mem_page_remove.c and the others; tdh_vp_enter.c, its INVEPT.
     */
    private static String isForgottenWhenTracked(Look look) {
        SeptState was = SeptEntry.state(look.old());
        SeptState now = SeptEntry.state(look.next());
        boolean isTracked = was.isLeaf() && now == SeptState.FREE || was.isBlocked() && !now.isBlocked();
        for (int i = 0; isTracked && i < look.threads(); i++) {
            Guests guests = look.monitors().guests();
            boolean isInside = guests.isInside(i) && hasTranslation(look, i);
            // From the answer of VP.ENTER to its arrival the words of the TLB are those of before the flush.
            if (isInside && (look.vcpu(i).isInGuest() || !guests.isFlushed(i))) {
                return Text.entry(look) + " becomes " + now + ", and "
                        + look.vcpu(i).name() + ", which is in the guest, still has a translation";
            }
        }
        return null;
    }

    /** True if the vCPU has a translation of a gfn that the store's entry covers. */
    private static boolean hasTranslation(Look look, int thread) {
        for (long gfn : look.gfns()) {
            boolean isCovered = Level.base(look.level(), gfn) == look.gfn();
            if (isCovered && look.translations().has(thread, gfn, Tlb.Side.PRIVATE)) {
                return true;
            }
        }
        return false;
    }

    /**
     * I10: the two counts together are the number of vCPUs that are in the guest, or in a VP.ENTER that has sampled the
     * epoch; each of them also holds the TDR.
     *
     * <p>Source: tdh_vp_enter.c, adjust_tlb_tracking_state(); td_exit.c, async_tdexit_to_vmm().
     */
    private static String areGuestsCounted(Look look) {
        int inside = 0;
        for (int i = 0; i < look.threads(); i++) {
            inside += look.monitors().guests().isInside(i) || isEntering(look, i) ? 1 : 0;
        }
        int even = look.tdx().refcount(0);
        int odd = look.tdx().refcount(1);
        boolean isCounted = even + odd == inside && look.tdx().tdrHolders() == inside;
        return isCounted
                ? null
                : "REFCOUNT is " + even + " and " + odd + ", the TDR is held by "
                        + look.tdx().tdrHolders() + ", and " + inside + " vCPUs are in the guest";
    }

    /** I11: VCPU_EPOCH of a vCPU in the guest is TD_EPOCH or one less. Source: tdh_mem_track.c. */
    private static String areGuestsRecent(Look look) {
        long epoch = look.tdx().epoch();
        for (int i = 0; i < look.threads(); i++) {
            Vcpu vcpu = look.monitors().guests().isInside(i) ? look.vcpu(i) : null;
            long entered =
                    vcpu == null ? epoch : look.tdx().vcpuEpoch(vcpu.mmu().number());
            if (entered != epoch && entered != epoch - 1) {
                return vcpu.name() + " is in the guest since epoch " + entered + ", and TD_EPOCH is " + epoch;
            }
        }
        return null;
    }

    /** I12: TD_EPOCH never decreases. Source: tdh_mem_track.c. */
    private static String isEpochForward(Look look) {
        long before = look.tdxBefore().epoch();
        long now = look.tdx().epoch();
        boolean isEnded = look.tdx().lifeCycle() == LifeCycle.NONE;
        return isEnded || now >= before ? null : "TD_EPOCH was " + before + " and becomes " + now;
    }

    /** V32: who entered before the last TRACK has left when the next one comes. Source: tdh_mem_track.c. */
    private static String isTrackedInOrder(Look look) {
        long before = look.tdxBefore().epoch();
        long now = look.tdx().epoch();
        if (now == before || look.tdx().lifeCycle() == LifeCycle.NONE) {
            return null;
        }
        int old = look.tdxBefore().refcount((int) (before - 1 & 1));
        return now == before + 1 && old == 0
                ? null
                : "TD_EPOCH was " + before + " and becomes " + now + ", and " + old
                        + " vCPUs are in the guest since the epoch before";
    }

    /** I12: BEPOCH is never ahead of TD_EPOCH. Source: tdh_mem_range_block.c. */
    private static String isBlockedInThePast(Look look) {
        return look.next() <= look.tdx().epoch()
                ? null
                : "BEPOCH of pfn " + Text.hex(look.places().bepochPfn(look.word())) + " becomes " + look.next()
                        + ", and TD_EPOCH is " + look.tdx().epoch();
    }

    /** I19: an exclusive hold of the TDR and a vCPU in the guest exclude each other. Source: tdh_vp_enter.c, V2. */
    private static String isTdrShared(Look look) {
        boolean isBoth = look.tdx().isExclusive(ModuleLock.TDR) && look.tdx().tdrHolders() > 0;
        return isBoth ? "the TDR is held exclusively, and by " + look.tdx().tdrHolders() + " vCPUs in the guest" : null;
    }
}
