package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.PageFaultHandler;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.vm.VmWords;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.List;

/** What a fault may do, and when. */
final class FaultRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "V13",
                            "BLOCK, TRACK and REMOVE are called by a writer of mmu_lock, SEPT.ADD and AUG by a reader",
                            "tdx.c, lockdep_assert_held_write(); tdp_mmu.c, kvm_tdp_mmu_map()")
                    .onEvent(FaultRules::isLockHeld, Event.SEAMCALL_BEGIN),
            Invariant.always(
                            "V21",
                            "a leaf is mapped only while its fault's snapshot is fresh and no invalidation covers it",
                            "is_page_fault_stale(), mmu_invalidate_retry_gfn()")
                    .onEvent(FaultRules::isFresh, Event.LEAF_INSTALLED)
                    .onStore(FaultRules::isInstallTold, WordGroup.MIRROR, WordGroup.DIRECT),
            Invariant.always(
                            "V28",
                            "a fault on a private address writes the mirror, one on a shared address the direct tree",
                            "tdp_mmu_get_root_for_fault()")
                    .onStore(FaultRules::isTreeOfTheAddress, WordGroup.MIRROR, WordGroup.DIRECT));

    private FaultRules() {}

    /**
     * V13: who calls RANGE.BLOCK, MEM.TRACK or PAGE.REMOVE holds mmu_lock for write; who calls SEPT.ADD or PAGE.AUG
     * holds it for read.
     *
     * <p>Source: tdx_sept_remove_private_spte(), tdx_track(), their lockdep assertions; kvm_tdp_mmu_page_fault().
     */
    private static String isLockHeld(Look look) {
        Leaf leaf = CallName.leaf(look.arg(0));
        Grant.Mode mode = needed(look, leaf);
        int caller = CallName.lp(look.arg(0));
        return mode == null || look.holdsMmuLock(caller, mode)
                ? null
                : Text.name(look, caller) + " calls " + leaf.text() + " for gfn " + Text.hex(look.arg(1))
                        + " without mmu_lock for " + (mode == Grant.Mode.READ ? "read" : "write");
    }

    /** The mode in which a caller of the leaf holds mmu_lock; null if it need not. */
    private static Grant.Mode needed(Look look, Leaf leaf) {
        return switch (leaf) {
            case TDH_MEM_PAGE_ADD -> look.kvm().has(KernelSwitch.PREMAP_OR_PAGE_ADD) ? Grant.Mode.READ : null;
            case TDH_MEM_SEPT_ADD, TDH_MEM_PAGE_AUG -> Grant.Mode.READ;
            case TDH_MEM_RANGE_BLOCK, TDH_MEM_TRACK, TDH_MEM_PAGE_REMOVE -> Grant.Mode.WRITE;
            default -> null; // all others KVM calls without, or not at all while a TD runs
        };
    }

    /**
     * V21: a fault that took its snapshot of the invalidation sequence at s maps gfn g only if, while it holds mmu_lock
     * for read, the sequence is s and no invalidation in progress covers g. Under the lock neither can change. The
     * build of the image takes no snapshot: it keeps all out who zap private memory, by the lock of guest_memfd.
     *
     * <p>Source: is_page_fault_stale(); mmu_invalidate_retry_gfn().
     */
    private static String isFresh(Look look) {
        long gfn = look.arg(0);
        long snapshot = look.arg(1);
        long seq = look.read(look.kvm().words().invalidate(Invalidate.SEQ));
        if (!look.holdsMmuLock(look.actor(), Grant.Mode.READ)) {
            return mapping(look) + " without mmu_lock for read";
        }
        if (snapshot == VmWords.NO_SNAPSHOT) {
            return look.thread(look.actor()).held().has(KernelLock.GMEM_INVALIDATE_LOCK.number(), Grant.Mode.WRITE)
                    ? null
                    : mapping(look) + " without a snapshot, and without the locks that would stand in for it";
        }
        if (seq != snapshot) {
            return mapping(look) + " by a snapshot of " + snapshot + ", and the sequence is " + seq;
        }
        boolean isCovered = look.read(look.kvm().words().invalidate(Invalidate.IN_PROGRESS)) > 0
                && gfn >= look.read(look.kvm().words().invalidate(Invalidate.RANGE_START))
                && gfn < look.read(look.kvm().words().invalidate(Invalidate.RANGE_END));
        return isCovered ? mapping(look) + " in the middle of an invalidation that covers it" : null;
    }

    private static String mapping(Look look) {
        return Text.actor(look) + " maps " + Text.place(look.arg(0), Level.PG_4K);
    }

    /** V21: no fault maps a leaf without saying by which snapshot. Source: is_page_fault_stale(). */
    private static String isInstallTold(Look look) {
        boolean isMapped = Spte.isLeaf(look.next(), look.level()) && !Spte.isPresent(look.old());
        return isMapped && look.vcpu(look.actor()) != null && !look.hasInstalled()
                ? Text.actor(look) + " maps " + Text.entry(look) + ", and nobody has tested its snapshot"
                : null;
    }

    /**
     * V28: the direct tree is never written by a fault on a private address, the mirror never by one on a shared
     * address.
     *
     * <p>Source: tdp_mmu_get_root_for_fault(), kvm_gfn_root_bits().
     */
    private static String isTreeOfTheAddress(Look look) {
        boolean isOfFault = look.tdx() != null && look.vcpu(look.actor()) != null;
        PageFaultHandler fault = isOfFault ? look.thread(look.actor()).inside(PageFaultHandler.class) : null;
        boolean isOther =
                fault != null && fault.isDirect() == look.kvm().tables().isMirror(look.root());
        return isOther
                ? Text.actor(look) + " writes " + Text.entry(look) + " in a fault on a "
                        + (fault.isDirect() ? "shared" : "private") + " address"
                : null;
    }
}
