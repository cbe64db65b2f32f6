package dev.seamstress.check.invariant;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.FreezeWindow;
import java.util.List;

/** Whose a FROZEN entry is. The owner is the thread that is inside the change which froze it. */
final class FreezeRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "V05",
                            "a FROZEN entry has one owner, and it holds mmu_lock for read",
                            "__tdp_mmu_set_spte_atomic(); otherwise faults retry for ever")
                    .onStore(FreezeRules::isFrozenByItsOwner, WordGroup.MIRROR, WordGroup.DIRECT)
                    .onVcpuStep(FreezeRules::isFrozenWhileOwned)
                    .onRest(FreezeRules::isNothingFrozen),
            Invariant.always("V06", "only the owner writes a FROZEN entry", "__tdp_mmu_set_spte_atomic(), its WARN")
                    .onStore(FreezeRules::isWrittenByItsOwner, WordGroup.MIRROR, WordGroup.DIRECT),
            Invariant.always(
                            "V07",
                            "a mirror entry becomes present only after it was FROZEN",
                            "set_external_spte_present()")
                    .onStore(FreezeRules::isPublishedFromFrozen, WordGroup.MIRROR));

    private FreezeRules() {}

    /**
     * V05, of a store: who freezes an entry is inside the change that owns it, and holds mmu_lock for read. Tables that
     * a writer takes down are frozen too, but are not reachable any more.
     *
     * <p>Source: set_external_spte_present(); tdp_mmu.c, handle_removed_pt().
     */
    private static String isFrozenByItsOwner(Look look) {
        boolean isFrozen = Spte.isFrozen(look.next()) && Spte.isFrozen(look.read(look.word()));
        if (!isFrozen || !isReachable(look) || look.thread(look.actor()) == null) {
            return null;
        }
        if (look.frozenNow() != look.word()) {
            return Text.actor(look) + " left " + Text.entry(look) + " FROZEN, and nobody owns it";
        }
        return look.holdsMmuLock(look.actor(), Grant.Mode.READ)
                ? null
                : Text.actor(look) + " owns " + Text.entry(look) + ", FROZEN, without mmu_lock for read";
    }

    /** V05, of the owner: it gives up neither the change nor the lock before the entry is thawed. */
    private static String isFrozenWhileOwned(Look look) {
        long word = look.frozenBefore();
        if (word == FreezeWindow.NONE || !Spte.isFrozen(look.read(word))) {
            return null;
        }
        boolean isOwned = look.frozenNow() == word && look.holdsMmuLock(look.actor(), Grant.Mode.READ);
        return isOwned
                ? null
                : Text.actor(look) + " leaves the mirror entry of "
                        + Text.place(look.places().gfn(word), look.places().level(word)) + " FROZEN behind";
    }

    /** V05, at rest: no entry that can be reached is FROZEN. */
    private static String isNothingFrozen(Look look) {
        int root = look.validRoot(true);
        for (long gfn : look.gfns()) {
            for (int level = 1; level <= look.shape().rootLevel(); level++) {
                if (Spte.isFrozen(look.spte(root, level, gfn))) {
                    return "the mirror entry of " + Text.place(gfn, level) + " is FROZEN, and everything is at rest";
                }
            }
        }
        return null;
    }

    /** True if the root of the store's entry is on the list and the tables above it are linked. */
    private static boolean isReachable(Look look) {
        if (!RootList.contains(look.read(look.kvm().roots().list()), look.root())) {
            return false;
        }
        for (int level = look.shape().rootLevel(); level > look.level(); level--) {
            if (!Spte.isTable(look.spte(look.root(), level, look.gfn()), level)) {
                return false;
            }
        }
        return true;
    }

    /** V06: only the owner writes a FROZEN entry. Source: __tdp_mmu_set_spte_atomic(), WARN_ON_ONCE. */
    private static String isWrittenByItsOwner(Look look) {
        boolean isAnothers =
                Spte.isFrozen(look.old()) && look.frozenBefore() != look.word() && !isFrozenInThisStep(look);
        return isAnothers
                ? Text.actor(look) + " writes " + Text.spte(look.next()) + " to " + Text.entry(look)
                        + ", which another thread has FROZEN"
                : null;
    }

    private static boolean isFrozenInThisStep(Look look) {
        StoreLog log = look.log();
        int first = log.first(look.word());
        return !Spte.isFrozen(log.old(first));
    }

    /**
     * V07: a mirror entry gets a present value only by freeze, operation of the module, store. That the operation is
     * done, {@code V08} and {@code V10} say.
     *
     * <p>Source: set_external_spte_present(); tdp_mmu_link_sp().
     */
    private static String isPublishedFromFrozen(Look look) {
        boolean isPublished = Spte.isPresent(look.next()) && look.old() != look.next();
        return isPublished && !Spte.isFrozen(look.old())
                ? Text.entry(look) + " becomes " + Text.spte(look.next()) + " without having been FROZEN"
                : null;
    }
}
