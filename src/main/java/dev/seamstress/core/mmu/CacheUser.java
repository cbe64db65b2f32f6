package dev.seamstress.core.mmu;

/**
 * A procedure that takes memory for tables under mmu_lock, from caches that are filled before; for those who only look.
 *
 * <p>Source: mmu_topup_memory_caches(); tdp_mmu_alloc_sp(), kvm_tdp_mmu_alloc_root().
 */
public interface CacheUser {
    /** True if the caches hold all that it can take until they are filled again. */
    boolean hasEnough();
}
