package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Stateful;

/**
 * A vCPU's caches of memory for tables, filled before mmu_lock is taken, because allocation may sleep.
 *
 * <p>Shape: counts of objects. Only whether each has enough belongs to the state: nothing else about them decides what
 * happens, and a cache is filled before it can run dry.
 *
 * <p>Source: mmu_topup_memory_caches(), __kvm_mmu_topup_memory_cache(). Simplified: allocation never fails; the cache
 * of rmap descriptors is left out, as the TDP MMU takes none.
 */
final class MmuCaches implements Stateful {
    private static final int CAPACITY = 40;
    /** One table for each level, PT64_ROOT_MAX_LEVEL. */
    private static final int MINIMUM = 5;

    private final boolean hasExternal;
    private int externalPages;
    private int shadowPages;
    private int pageHeaders;

    MmuCaches(boolean hasExternal) {
        this.hasExternal = hasExternal;
    }

    /** Fills each cache that holds less than the minimum. */
    void topUp() {
        externalPages = hasExternal && externalPages < MINIMUM ? CAPACITY : externalPages;
        shadowPages = shadowPages < MINIMUM ? CAPACITY : shadowPages;
        pageHeaders = pageHeaders < MINIMUM ? CAPACITY : pageHeaders;
    }

    /** Takes a table page and its header. Source: tdp_mmu_alloc_sp(). */
    void takeTable() {
        shadowPages = taken(shadowPages);
        pageHeaders = taken(pageHeaders);
    }

    /** Takes an external page. Source: tdp_mmu_alloc_external_spt(). */
    void takeExternal() {
        externalPages = taken(externalPages);
    }

    private static int taken(int count) {
        if (count == 0) {
            throw new ModelBug("a memory cache is empty under mmu_lock");
        }
        return count - 1;
    }

    private boolean isEnough() {
        return Math.min(shadowPages, pageHeaders) >= MINIMUM && (!hasExternal || externalPages >= MINIMUM);
    }

    @Override
    public void fields(Fields f) {
        f.flag("enough", isEnough());
        externalPages = (int) f.unhashed("external pages", externalPages);
        shadowPages = (int) f.unhashed("shadow pages", shadowPages);
        pageHeaders = (int) f.unhashed("page headers", pageHeaders);
    }
}
