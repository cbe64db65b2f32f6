package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.thread.NotifierSpan;
import java.util.List;

/** What KVM owes to an MMU notifier. */
final class NotifierRules {
    static final List<Invariant> ALL = List.of(Invariant.always(
                    "V23",
                    "from the return of a notifier's start to its end no direct root, valid or not, maps a page of it",
                    "kvm_mmu_notifier_invalidate_range_start(); KVM_INVALID_ROOTS in kvm_tdp_mmu_unmap_gfn_range()")
            .onStore(NotifierRules::isUnmappedWhenToldEnds, WordGroup.LOCKS)
            .onStore(NotifierRules::isNotMappedMeanwhile, WordGroup.DIRECT));

    private static final long NOTHING = -1;

    private NotifierRules() {}

    private static GfnRange told(KernelThread thread) {
        NotifierSpan span = thread == null ? null : thread.inside(NotifierSpan.class);
        return span == null ? null : span.told();
    }

    /**
     * V23: in the step in which the start has given mmu_lock back, nothing of its range is left in any direct root.
     * Source: kvm_mmu_notifier_invalidate_range_start(), kvm_mmu_unmap_gfn_range().
     */
    private static String isUnmappedWhenToldEnds(Look look) {
        GfnRange told = look.isWriteUnlock() ? told(look.thread(look.actor())) : null;
        if (told == null) {
            return null;
        }
        long list = look.read(look.kvm().roots().list());
        for (int i = 0; RootList.at(list, i) != RootList.NONE; i++) {
            int root = RootList.at(list, i);
            long gfn = look.kvm().tables().isMirror(root) ? NOTHING : firstMapped(look, root, told);
            if (gfn != NOTHING) {
                return Text.actor(look) + " was told that gfn " + Text.hex(gfn) + " is unmapped, and "
                        + (look.isInvalid(root) ? "the invalid root " : "root ") + root + " maps it";
            }
        }
        return null;
    }

    private static long firstMapped(Look look, int root, GfnRange told) {
        for (long gfn : look.gfns()) {
            for (int level = Level.PG_4K; told.contains(look.home(gfn)) && level <= Level.PG_1G; level++) {
                if (Spte.isLeaf(look.spte(root, level, gfn), level)) {
                    return gfn;
                }
            }
        }
        return NOTHING;
    }

    /**
     * V23: nor is anything of it mapped before the end. A huge page a part of which is concerned may be, by a fault on
     * another part: before anything happens to it the host splits it, and tells of the whole of it.
     *
     * <p>Source: is_page_fault_stale(), mmu_invalidate_retry_gfn().
     */
    private static String isNotMappedMeanwhile(Look look) {
        if (!Spte.isLeaf(look.next(), look.level()) || Spte.isPresent(look.old())) {
            return null;
        }
        long last = look.gfn() + Level.pages(look.level()) - 1;
        for (int i = 0; i < look.threads(); i++) {
            GfnRange told = told(look.thread(i));
            if (told != null && told.contains(look.home(look.gfn())) && told.contains(look.home(last))) {
                return Text.entry(look) + " becomes " + Text.spte(look.next()) + " while a notifier is under way";
            }
        }
        return null;
    }
}
