package dev.seamstress.check.invariant;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.model.KernelSwitch;
import java.util.List;

/** The order of locks: a thread that would break it may wait for one that waits for it, in some other scenario. */
final class LockRules {
    /** Whoever holds a lock takes those after it only. */
    private static final List<KernelLock> ORDER = List.of(
            KernelLock.KVM_LOCK,
            KernelLock.VCPU_MUTEX,
            KernelLock.SLOTS_LOCK,
            KernelLock.MMAP_LOCK,
            KernelLock.GMEM_INVALIDATE_LOCK,
            KernelLock.MMU_LOCK);

    static final List<Invariant> ALL = List.of(Invariant.always(
                    "LOCK",
                    "kvm->lock, vcpu->mutex by number, slots_lock, mmap_lock, the invalidate lock of guest_memfd, and"
                            + " mmu_lock are taken in this order",
                    "Documentation/virt/kvm/locking.rst; mm/filemap.c, lock ordering; tdx_acquire_vm_state_locks()")
            .onEvent(LockRules::isInOrder, Event.LOCK_REQUESTED)
            .onEvent(LockRules::isSoleInOrder, Event.LOCK_GRANTED));

    private LockRules() {}

    /**
     * LOCK: a lock that a thread asks for comes after all that it holds. Known and let pass is mmap_lock under the
     * invalidate lock, while a guest_memfd is populated, in kernels without gmem-gup-first; there only a deadlock
     * tells.
     *
     * <p>Source: Documentation/virt/kvm/locking.rst; mm/filemap.c; kvm_gmem_populate().
     */
    private static String isInOrder(Look look) {
        KernelThread thread = look.thread(look.actor());
        return thread == null ? null : offence(look, thread);
    }

    /** LOCK, of a lock that one thread alone wants, which is taken without asking. Source: as above. */
    private static String isSoleInOrder(Look look) {
        KernelThread thread = look.thread(look.actor());
        return thread == null || look.arg(2) != look.actor() ? null : offence(look, thread);
    }

    private static String offence(Look look, KernelThread thread) {
        int wanted = (int) look.arg(0);
        for (int held = 0; held < KernelLock.MOST; held++) {
            boolean isHeld = held != wanted
                    && (thread.held().has(held, Grant.Mode.READ)
                            || thread.held().has(held, Grant.Mode.WRITE));
            if (isHeld && !isBefore(held, wanted) && !isKnown(look, held, wanted)) {
                String first = KernelLock.name(held);
                String second = KernelLock.name(wanted);
                return thread.name() + " takes " + second + " while it holds " + first + "; the order is " + second
                        + ", then " + first;
            }
        }
        return null;
    }

    private static boolean isBefore(int held, int wanted) {
        int first = ORDER.indexOf(KernelLock.of(held));
        int second = ORDER.indexOf(KernelLock.of(wanted));
        return first < second || first == second && held < wanted;
    }

    private static boolean isKnown(Look look, int held, int wanted) {
        return !look.kvm().has(KernelSwitch.GMEM_GUP_FIRST)
                && KernelLock.of(held) == KernelLock.GMEM_INVALIDATE_LOCK
                && KernelLock.of(wanted) == KernelLock.MMAP_LOCK;
    }
}
