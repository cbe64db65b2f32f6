package dev.seamstress.check.invariant;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.mmu.CacheUser;
import dev.seamstress.core.mmu.WarnOn;
import java.util.List;

/** The memory that vCPUs keep for tables. */
final class CacheRules {
    static final List<Invariant> ALL = List.of(Invariant.always(
                    "V34",
                    "who maps takes mmu_lock with enough memory for all tables below a root, so nobody allocates under"
                            + " it",
                    "mmu_topup_memory_caches(); kvm_mmu_memory_cache_alloc(), its WARN_ON")
            .onEvent(CacheRules::isFilledWhenAsked, Event.LOCK_REQUESTED)
            .onEvent(CacheRules::isFilledWhenTaken, Event.LOCK_GRANTED)
            .onEvent(CacheRules::isTakenFromACache, Event.WARN_ON));

    private CacheRules() {}

    /** V34: before mmu_lock is asked for. Source: kvm_tdp_mmu_page_fault(), kvm_mmu_load(), which fill them first. */
    private static String isFilledWhenAsked(Look look) {
        KernelThread thread = look.thread(look.actor());
        boolean isMmuLock = look.arg(0) == KernelLock.MMU_LOCK.number() && look.arg(1) == Grant.Mode.READ.ordinal();
        CacheUser user = thread == null || !isMmuLock ? null : thread.inside(CacheUser.class);
        return user == null || user.hasEnough()
                ? null
                : Text.actor(look) + " takes mmu_lock for read, and its memory caches hold too little for what it does";
    }

    /** V34, where one thread alone wants the lock, which is taken without asking. Source: as above. */
    private static String isFilledWhenTaken(Look look) {
        return look.arg(2) == look.actor() ? isFilledWhenAsked(look) : null;
    }

    /** V34: under the lock. Source: kvm_mmu_memory_cache_alloc(). */
    private static String isTakenFromACache(Look look) {
        return look.arg(0) == WarnOn.CACHE_EMPTY.ordinal()
                ? Text.actor(look) + " finds a memory cache empty under mmu_lock, and allocates there"
                : null;
    }
}
