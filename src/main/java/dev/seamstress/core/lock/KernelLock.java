package dev.seamstress.core.lock;

/** The locks of the model; a lock's ordinal is its number in grants and traces. */
public enum KernelLock {
    /** {@code kvm->mmu_lock}, an rwlock. */
    MMU_LOCK,
    /** {@code kvm->slots_lock}, a mutex: held for write only. */
    SLOTS_LOCK;

    /** The lock's number in a {@link dev.seamstress.core.machine.Grant}. */
    public int number() {
        return ordinal();
    }
}
