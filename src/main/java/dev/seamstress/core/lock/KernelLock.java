package dev.seamstress.core.lock;

import java.util.Locale;

/**
 * The locks of the model.
 *
 * <p>Shape: a lock's number in grants and traces is its ordinal. The last is many: each vCPU has one, numbered from its
 * ordinal on.
 *
 * <p>Source: Documentation/virt/kvm/locking.rst; mm/mmap_lock.c; virt/kvm/guest_memfd.c, filemap_invalidate_lock().
 */
public enum KernelLock {
    /** {@code kvm->mmu_lock}, an rwlock. */
    MMU_LOCK(Kind.SPINNING),
    /** {@code kvm->slots_lock}. */
    SLOTS_LOCK(Kind.MUTEX),
    /** {@code kvm->lock}. */
    KVM_LOCK(Kind.MUTEX),
    /** The lock of guest_memfd's file against truncation, {@code mapping->invalidate_lock}. */
    GMEM_INVALIDATE_LOCK(Kind.SLEEPING),
    /** The lock of the VMM's address space, {@code mm->mmap_lock}. */
    MMAP_LOCK(Kind.SLEEPING),
    /** {@code vcpu->mutex}: a vCPU serves one ioctl at a time. */
    VCPU_MUTEX(Kind.MUTEX);

    /** How many locks a world can have, as a thread keeps those that it holds in one word. */
    public static final int MOST = 32;

    /**
     * The number of {@code tdx_lock}, which is the machine's and no VM's: whoever takes the key of a TD away holds it.
     * Only a world of several TDs has it; no vCPU mutex has that number.
     */
    public static final int TDX_LOCK = MOST - 1;

    private static final KernelLock[] ALL = values();

    private final Kind kind;

    KernelLock(Kind kind) {
        this.kind = kind;
    }

    private enum Kind {
        /** Readers and a writer, who spin. */
        SPINNING,
        /** Readers and a writer, who sleep. */
        SLEEPING,
        /** Held for write only. */
        MUTEX
    }

    /** The lock's number in a {@link dev.seamstress.core.machine.Grant}; of vCPU mutexes the first. */
    public int number() {
        return ordinal();
    }

    /** The lock that a number is of. Requires: a number of one. */
    public static KernelLock of(int number) {
        return ALL[Math.min(number, VCPU_MUTEX.ordinal())];
    }

    /** True if it has no readers. */
    public boolean isMutex() {
        return kind == Kind.MUTEX;
    }

    /** What people call the lock of that number; null if there is none. */
    public static String name(long number) {
        if (number < 0 || number >= MOST) {
            return null;
        }
        if (number == TDX_LOCK) {
            return "tdx_lock";
        }
        KernelLock lock = of((int) number);
        String name = lock.name().toLowerCase(Locale.ROOT);
        return lock == VCPU_MUTEX ? name + "(P" + (number - lock.number()) + ")" : name;
    }
}
