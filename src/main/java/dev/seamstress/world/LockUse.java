package dev.seamstress.world;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.words.Verb;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which locks, besides mmu_lock, the operations of a scenario want, and so which of them more than one thread wants.
 */
final class LockUse {
    private LockUse() {}

    /** The footprint with the locks that more than one of these threads can want. */
    static Footprint contended(List<Set<KernelLock>> threads, Footprint footprint) {
        Footprint with = footprint;
        for (KernelLock lock : KernelLock.values()) {
            long users =
                    threads.stream().filter(wanted -> wanted.contains(lock)).count();
            with = users > 1 ? with.with(lock) : with;
        }
        return with;
    }

    /** The locks that a thread with these operations wants. */
    static Set<KernelLock> of(List<Action> actions) {
        Set<KernelLock> wanted = EnumSet.noneOf(KernelLock.class);
        actions.forEach(action -> wanted.addAll(of(action)));
        return wanted;
    }

    private static Set<KernelLock> of(Action action) {
        if (action instanceof Action.SetAlias) {
            return EnumSet.of(KernelLock.SLOTS_LOCK);
        } else if (action.verb() == Verb.POPULATE) {
            return EnumSet.of(KernelLock.SLOTS_LOCK, KernelLock.GMEM_INVALIDATE_LOCK, KernelLock.MMAP_LOCK);
        }
        return EnumSet.noneOf(KernelLock.class);
    }
}
