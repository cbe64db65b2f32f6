package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.vm.ActiveNotifiers;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.List;

/** Invalidations, attributes, and what the page tables say of them. */
final class InvalidationRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "V22",
                            "invalidations in progress are never fewer than none, and have a range when the lock is"
                                    + " free; at rest there are none",
                            "kvm_mmu_invalidate_end(), its KVM_BUG_ON and WARN")
                    .onTouch(InvalidationRules::isNotNegative, WordGroup.INVALIDATE)
                    .onStore(InvalidationRules::hasRange, WordGroup.LOCKS)
                    .onRest(InvalidationRules::isNothingInProgress),
            Invariant.atRest(
                            "V24",
                            "at rest a private gfn of a TD has no direct leaf and a shared one no mirror leaf",
                            "kvm_arch_pre_set_memory_attributes()")
                    .onRest(InvalidationRules::isAliasOfTheAttribute));

    private InvalidationRules() {}

    private static long read(Look look, Invalidate part) {
        return look.read(look.kvm().words().invalidate(part));
    }

    /** V22: the count of invalidations in progress is never negative. Source: kvm_mmu_invalidate_end(), KVM_BUG_ON. */
    private static String isNotNegative(Look look) {
        long count = read(look, Invalidate.IN_PROGRESS);
        return count >= 0 ? null : count + " invalidations are in progress";
    }

    /**
     * V22, when the write lock is given back: an invalidation in progress has its range. Source:
     * kvm_mmu_invalidate_range_add(); mmu_invalidate_retry_gfn(), its WARN.
     */
    private static String hasRange(Look look) {
        boolean isEmpty = look.isWriteUnlock()
                && read(look, Invalidate.IN_PROGRESS) > 0
                && read(look, Invalidate.RANGE_START) >= read(look, Invalidate.RANGE_END);
        return isEmpty ? Text.actor(look) + " leaves an invalidation in progress without a range" : null;
    }

    /** V22, at rest: nothing is in progress. Source: kvm_mmu_notifier_invalidate_range_end(). */
    private static String isNothingInProgress(Look look) {
        long count = read(look, Invalidate.IN_PROGRESS);
        long notifiers = look.read(look.kvm().words().notifiers());
        if (notifiers != ActiveNotifiers.NONE) {
            return ActiveNotifiers.count(notifiers) + " notifiers are active, and everything is at rest";
        }
        return count == 0 ? null : count + " invalidations are in progress, and everything is at rest";
    }

    /**
     * V24: at rest a gfn of a TD's slot has, if private, no leaf in the direct tree, if shared, none in the mirror.
     *
     * <p>Source: kvm_vm_set_mem_attributes(), kvm_arch_pre_set_memory_attributes(), which zap the old alias.
     */
    private static String isAliasOfTheAttribute(Look look) {
        if (look.tdx() == null) {
            return null;
        }
        for (long gfn : look.gfns()) {
            int slot = look.kvm().slots().find(gfn);
            boolean hasSlot = slot != Slots.NONE
                    && look.kvm()
                                    .slots()
                                    .stateOf(gfn, look.read(look.kvm().slots().word(slot)))
                            == Slot.State.VALID;
            boolean isPrivate = look.read(look.kvm().attributes().word(gfn)) == Attributes.PRIVATE;
            if (hasSlot && hasLeaf(look, gfn, !isPrivate)) {
                return "gfn " + Text.hex(gfn) + " is " + (isPrivate ? "private" : "shared") + " and mapped in the "
                        + (isPrivate ? "direct tree" : "mirror");
            }
        }
        return null;
    }

    private static boolean hasLeaf(Look look, long gfn, boolean isMirror) {
        int root = look.validRoot(isMirror);
        for (int level = Level.PG_4K; level <= Level.PG_1G; level++) {
            if (Spte.isLeaf(look.spte(root, level, gfn), level)) {
                return true;
            }
        }
        return false;
    }
}
