package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.MemoryMap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The locks of one VM. All are queues of one owner, which decides nothing but who is next; a lock that one thread alone
 * wants has no queue.
 *
 * <p>Source: struct kvm; Documentation/virt/kvm/locking.rst.
 */
public final class KvmLocks {
    /** How many vCPUs have a mutex here. */
    public static final int MUTEXES_MAX = KernelLock.TDX_LOCK - KernelLock.VCPU_MUTEX.number();

    private final List<RwLock> locks;
    private final List<RwLock> mutexes;
    private final List<RwLock> all;

    /** Adds the words of their holders to {@code map}. */
    KvmLocks(MemoryMap map, Owners owners, Footprint footprint) {
        int holders = map.add(RwLock.HOLDERS, 1);
        this.locks = Arrays.stream(KernelLock.values())
                .filter(lock -> lock != KernelLock.VCPU_MUTEX)
                .map(lock -> {
                    boolean isSole = lock != KernelLock.MMU_LOCK && !footprint.isContended(lock);
                    return new RwLock(lock, MemoryMap.word(holders, lock.number()), owners.mmu(), isSole);
                })
                .toList();
        boolean isSole = !footprint.isContended(KernelLock.VCPU_MUTEX);
        int first = KernelLock.VCPU_MUTEX.number();
        int count = Math.min(owners.vcpuCount(), MUTEXES_MAX);
        this.mutexes = IntStream.range(first, first + count)
                .mapToObj(number -> new RwLock(number, MemoryMap.word(holders, number), owners.mmu(), isSole))
                .toList();
        this.all = Stream.concat(locks.stream(), mutexes.stream()).toList();
    }

    /** The mutex of the vCPU with that number. Requires: the number is below {@link #MUTEXES_MAX}. */
    public RwLock vcpuMutex(int vcpu) {
        return mutexes.get(vcpu);
    }

    /** The mutexes of all vCPUs that there can be. */
    public List<RwLock> vcpuMutexes() {
        return mutexes;
    }

    /** A lock of which there is one. */
    public RwLock of(KernelLock lock) {
        return locks.get(lock.number());
    }

    /** All of them, by number. */
    public List<RwLock> all() {
        return all;
    }
}
