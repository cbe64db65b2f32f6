package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.MemoryMap;
import java.util.Arrays;
import java.util.List;

/**
 * The locks of one VM. All are queues of one owner, which decides nothing but who is next; a lock that one thread alone
 * wants has no queue.
 *
 * <p>Source: struct kvm; Documentation/virt/kvm/locking.rst.
 */
public final class KvmLocks {
    private final List<RwLock> locks;

    /** Adds the words of their holders to {@code map}. */
    KvmLocks(MemoryMap map, int owner, Footprint footprint) {
        int holders = map.add(RwLock.HOLDERS, 1);
        this.locks = Arrays.stream(KernelLock.values())
                .filter(lock -> lock != KernelLock.VCPU_MUTEX)
                .map(lock -> {
                    boolean isSole = lock != KernelLock.MMU_LOCK && !footprint.isContended(lock);
                    return new RwLock(lock, MemoryMap.word(holders, lock.number()), owner, isSole);
                })
                .toList();
    }

    /** A lock of which there is one. */
    public RwLock of(KernelLock lock) {
        return locks.get(lock.number());
    }

    /** All of them, by number. */
    public List<RwLock> all() {
        return locks;
    }
}
