package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.Tlb;
import java.util.List;

/** What vCPUs in the guest translate by. */
final class TlbRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "V19",
                            "no vCPU is in the guest with an invalid root once it has been kicked for it",
                            "kvm_tdp_mmu_invalidate_roots(), kvm_mmu_zap_all_fast()")
                    .onTouch(TlbRules::areRootsValid, WordGroup.ROLES, WordGroup.LOCKS)
                    .onEvent(TlbRules::areRootsValidAfterKick, Event.KICK_DONE)
                    .onEntry(TlbRules::isRootValidAtEntry),
            Invariant.always(
                            "V26",
                            "when mmu_lock is dropped by a writer no vCPU can still use a leaf that was zapped",
                            "kvm_flush_remote_tlbs() before KVM_MMU_UNLOCK(); tdp_mmu_iter_cond_resched()")
                    .onStore(TlbRules::areTranslationsFresh, WordGroup.LOCKS)
                    .onEntry(TlbRules::areTranslationsFreshAtEntry),
            Invariant.always(
                            "I13",
                            "a guest reaches private memory through a MAPPED leaf, or by a translation that was made of"
                                    + " one and that nobody has removed",
                            "td_ept_violation.c; the processor's walk")
                    .onEvent(TlbRules::isAccessTranslated, Event.GUEST_ACCESS)
                    .onEvent(TlbRules::isFilledFromALeaf, Event.TLB_FILLED));

    private static final GuestOp.Side[] OP_SIDES = GuestOp.Side.values();
    private static final Tlb.Side[] SIDES = Tlb.Side.values();

    private TlbRules() {}

    /**
     * V19: no vCPU is in the guest with an invalid direct root once the critical section that invalidated it is over
     * and its kick has returned. The request to drop the root is made in that section, so a vCPU that enters later has
     * served it.
     *
     * <p>Source: kvm_mmu_zap_all_fast(), KVM_REQ_MMU_FREE_OBSOLETE_ROOTS.
     */
    private static String areRootsValid(Look look) {
        boolean mayBreak = !look.isWriteLocked() && isAnyInvalid(look);
        return mayBreak && !look.isKicking() ? invalidRoot(look) : null;
    }

    /** V19, when a kick has returned: the section may be over already. Source: kvm_make_all_cpus_request(). */
    private static String areRootsValidAfterKick(Look look) {
        return !look.isWriteLocked() && isAnyInvalid(look) ? invalidRoot(look) : null;
    }

    /** True if some root is invalid, or was when it was last on the list. */
    private static boolean isAnyInvalid(Look look) {
        for (int root = 0; root < look.kvm().tables().roots(); root++) {
            if (look.isInvalid(root)) {
                return true;
            }
        }
        return false;
    }

    private static String invalidRoot(Look look) {
        for (int i = 0; i < look.threads(); i++) {
            String offence = invalidRoot(look, look.vcpu(i));
            if (offence != null) {
                return offence;
            }
        }
        return null;
    }

    private static String invalidRoot(Look look, Vcpu vcpu) {
        boolean isInvalid = vcpu != null
                && vcpu.isInGuest()
                && vcpu.mmu().root() != RootList.NONE
                && look.isInvalid(vcpu.mmu().root());
        return isInvalid
                ? vcpu.name() + " is in the guest with root " + vcpu.mmu().root() + ", which is invalid"
                : null;
    }

    /** V19, of a vCPU that has just entered. Source: kvm_mmu_reload(). */
    private static String isRootValidAtEntry(Look look) {
        String offence = look.isWriteLocked() ? null : invalidRoot(look, look.vcpu(look.actor()));
        return offence == null || look.isKicking() ? null : offence;
    }

    /**
     * V26: when a writer drops mmu_lock, also to yield, no leaf that it zapped in a valid direct root is still cached
     * by a vCPU, unless that vCPU is outside the guest and will flush before it enters.
     *
     * <p>Source: kvm_handle_gfn_range(), flush before KVM_MMU_UNLOCK(); tdp_mmu_iter_cond_resched().
     */
    private static String areTranslationsFresh(Look look) {
        if (!look.isWriteUnlock()) {
            return null;
        }
        for (int i = 0; i < look.threads(); i++) {
            String offence = hasTranslation(look, i) ? staleTranslation(look, look.vcpu(i)) : null;
            if (offence != null) {
                return offence;
            }
        }
        return null;
    }

    private static boolean hasTranslation(Look look, int thread) {
        for (long gfn : look.gfns()) {
            if (look.translations().has(thread, gfn, Tlb.Side.SHARED)) {
                return true;
            }
        }
        return false;
    }

    /** V26, of a vCPU that has just entered the guest. Source: vcpu_enter_guest(), which serves TLB_FLUSH first. */
    private static String areTranslationsFreshAtEntry(Look look) {
        return !look.isWriteLocked() ? staleTranslation(look, look.vcpu(look.actor())) : null;
    }

    private static String staleTranslation(Look look, Vcpu vcpu) {
        if (!vcpu.mmu().tlb().isCaching() || look.isFlushPending(vcpu)) {
            return null;
        }
        for (long gfn : look.gfns()) {
            long translation = look.translations().of(vcpu, gfn, Tlb.Side.SHARED);
            if (translation != 0 && !isMapped(look, vcpu.mmu().root(), gfn, Tlb.pfn(translation))) {
                return vcpu.name() + " still has a translation of gfn " + Text.hex(gfn) + " to pfn "
                        + Text.hex(Tlb.pfn(translation)) + ", which its root no longer maps";
            }
        }
        return null;
    }

    /** True if the root maps the page there, or is none that anybody owes a flush for. */
    private static boolean isMapped(Look look, int root, long gfn, long pfn) {
        if (root == RootList.NONE || look.isInvalid(root)) {
            return true;
        }
        for (int level = Level.PG_4K; level <= Level.PG_1G; level++) {
            long spte = look.spte(root, level, gfn);
            if (Spte.isLeaf(spte, level)) {
                return Spte.pfn(spte) + (gfn & Level.pages(level) - 1) == pfn;
            }
        }
        return false;
    }

    /**
     * I13: a guest reads and writes private memory only through a MAPPED leaf below linked tables, or through a
     * translation that was obtained when that was true. A block leaves translations; a removal, which waits until their
     * vCPUs have left, does not.
     *
     * <p>Source: the processor's walk of the secure EPT; tdh_mem_range_block.c, which leaves TLBs alone.
     */
    private static String isAccessTranslated(Look look) {
        boolean isPrivate = look.tdx() != null && OP_SIDES[(int) look.arg(2)] == GuestOp.Side.PRIVATE;
        if (!isPrivate) {
            return null;
        }
        Vcpu vcpu = look.vcpu(look.actor());
        long gfn = look.arg(1);
        long entry = look.sept(Level.PG_4K, gfn);
        if (!vcpu.mmu().tlb().isCaching()) {
            return SeptEntry.state(entry) == SeptState.MAPPED && areParentsLinked(look, gfn)
                    ? null
                    : vcpu.name() + " uses " + entryText(gfn, entry);
        }
        long translation = look.translations().of(vcpu, gfn, Tlb.Side.PRIVATE);
        if (translation == 0) {
            return vcpu.name() + " uses gfn " + Text.hex(gfn) + " without a translation";
        }
        return isOf(entry, Tlb.pfn(translation)) ? null : vcpu.name() + " uses " + entryText(gfn, entry);
    }

    /** I13, of a translation that is made: the leaf is MAPPED, or was until the walk and is blocked since. */
    private static String isFilledFromALeaf(Look look) {
        boolean isPrivate = look.tdx() != null && SIDES[(int) look.arg(1)] == Tlb.Side.PRIVATE;
        long gfn = look.arg(0);
        return !isPrivate || isOf(look.sept(Level.PG_4K, gfn), look.arg(2))
                ? null
                : Text.actor(look) + " makes a translation of " + entryText(gfn, look.sept(Level.PG_4K, gfn));
    }

    private static boolean isOf(long entry, long pfn) {
        SeptState state = SeptEntry.state(entry);
        return (state == SeptState.MAPPED || state == SeptState.BLOCKED) && SeptEntry.pfn(entry) == pfn;
    }

    private static boolean areParentsLinked(Look look, long gfn) {
        for (int level = Level.PG_2M; level <= look.shape().rootLevel(); level++) {
            if (SeptEntry.state(look.sept(level, gfn)) != SeptState.NL_MAPPED) {
                return false;
            }
        }
        return true;
    }

    private static String entryText(long gfn, long entry) {
        return "gfn " + Text.hex(gfn) + ", whose secure EPT entry is " + SeptEntry.state(entry) + " with pfn "
                + Text.hex(SeptEntry.pfn(entry));
    }
}
