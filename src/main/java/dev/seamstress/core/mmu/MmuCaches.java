package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;

/**
 * A vCPU's caches of memory for tables, filled before mmu_lock is taken, because allocation may sleep.
 *
 * <p>Shape: counts of objects. Only whether each has enough belongs to the state: nothing else about them decides what
 * happens, and a cache is filled before it can run dry. Where a fault does not fill them, the counts do.
 *
 * <p>Source: mmu_topup_memory_caches(), __kvm_mmu_topup_memory_cache(), kvm_mmu_memory_cache_alloc(). Simplified:
 * allocation never fails, not even in place of an empty cache; the cache of rmap descriptors is left out, as the TDP
 * MMU takes none.
 */
final class MmuCaches implements Stateful {
    private static final int CAPACITY = 40;
    /** One table for each level, PT64_ROOT_MAX_LEVEL. */
    private static final int MINIMUM = 5;

    private final boolean hasExternal;
    private final boolean isCounted;
    private int externalPages;
    private int shadowPages;
    private int pageHeaders;

    /** {@code isCounted}: the counts are state, as nobody sees to it that there is enough. */
    MmuCaches(boolean hasExternal, boolean isCounted) {
        this.hasExternal = hasExternal;
        this.isCounted = isCounted;
    }

    /** Fills each cache that holds less than the minimum. */
    void topUp() {
        externalPages = hasExternal && externalPages < MINIMUM ? CAPACITY : externalPages;
        shadowPages = shadowPages < MINIMUM ? CAPACITY : shadowPages;
        pageHeaders = pageHeaders < MINIMUM ? CAPACITY : pageHeaders;
    }

    /**
     * Takes a table page and its header; false if a cache was empty and they were allocated under the lock. Source:
     * tdp_mmu_alloc_sp().
     */
    boolean takeTable() {
        boolean isThere = hasTable();
        shadowPages = left(shadowPages);
        pageHeaders = left(pageHeaders);
        return isThere;
    }

    /**
     * Takes an external page; false if the cache was empty and it was allocated under the lock. Source:
     * tdp_mmu_alloc_external_spt().
     */
    boolean takeExternal() {
        boolean isThere = externalPages > 0;
        externalPages = left(externalPages);
        return isThere;
    }

    private static int left(int count) {
        return Math.max(0, count - 1);
    }

    /** True if a root can be taken. */
    boolean hasTable() {
        return Math.min(shadowPages, pageHeaders) > 0;
    }

    /** True if the tables of a whole fault can be taken. */
    boolean isEnough() {
        return Math.min(shadowPages, pageHeaders) >= MINIMUM && (!hasExternal || externalPages >= MINIMUM);
    }

    @Override
    public void fields(Fields f) {
        f.flag("enough", isEnough());
        externalPages = count(f, "external pages", externalPages);
        shadowPages = count(f, "shadow pages", shadowPages);
        pageHeaders = count(f, "page headers", pageHeaders);
    }

    private int count(Fields f, String name, int count) {
        return isCounted ? f.count(name, count) : (int) f.unhashed(name, count);
    }
}
