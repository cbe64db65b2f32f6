package dev.seamstress.world;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.words.NotifierKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which locks, besides mmu_lock, the operations of a scenario want, and so which of them more than one thread wants.
 */
final class LockUse {
    private final boolean isExclusive;

    /** What {@code model} takes. */
    LockUse(KernelModel model) {
        this.isExclusive =
                model.has(KernelSwitch.IOCTLS_EXCLUDE_VCPUS) && !model.has(Mutation.B41_IOCTLS_NOT_EXCLUSIVE);
    }

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
    Set<KernelLock> of(List<Action> actions) {
        Set<KernelLock> wanted = EnumSet.noneOf(KernelLock.class);
        actions.forEach(action -> wanted.addAll(of(action)));
        return wanted;
    }

    private Set<KernelLock> of(Action action) {
        return switch (action.verb()) {
            case CONVERT, MAPGPA, ADDSLOT, DELSLOT, MOVESLOT, DIRTYLOG -> EnumSet.of(KernelLock.SLOTS_LOCK);
            case PUNCH, POISON -> EnumSet.of(KernelLock.GMEM_INVALIDATE_LOCK);
            case RELEASE, VMDESTROY -> EnumSet.of(KernelLock.SLOTS_LOCK, KernelLock.GMEM_INVALIDATE_LOCK);
            case HOSTTOUCH -> EnumSet.of(KernelLock.MMAP_LOCK, KernelLock.GMEM_INVALIDATE_LOCK);
            case NOTIFY -> notifier((Action.Notify) action);
            case POPULATE -> EnumSet.of(KernelLock.SLOTS_LOCK, KernelLock.GMEM_INVALIDATE_LOCK, KernelLock.MMAP_LOCK);
            case INITMEM ->
                ioctl(
                        KernelLock.VCPU_MUTEX,
                        KernelLock.SLOTS_LOCK,
                        KernelLock.GMEM_INVALIDATE_LOCK,
                        KernelLock.MMAP_LOCK);
            case FINALIZE -> ioctl(KernelLock.KVM_LOCK, KernelLock.SLOTS_LOCK);
            case VCPUINIT -> ioctl(KernelLock.VCPU_MUTEX);
            case VCPUCREATE -> EnumSet.of(KernelLock.KVM_LOCK);
            default -> EnumSet.noneOf(KernelLock.class); // those of the others are in nobody's way
        };
    }

    private static Set<KernelLock> notifier(Action.Notify notify) {
        return notify.kind() == NotifierKind.MUNMAP
                ? EnumSet.of(KernelLock.MMAP_LOCK)
                : EnumSet.noneOf(KernelLock.class);
    }

    /** An ioctl that takes these, and where the kernel lets them exclude each other all. */
    private Set<KernelLock> ioctl(KernelLock first, KernelLock... more) {
        Set<KernelLock> wanted = EnumSet.of(first, more);
        if (isExclusive) {
            wanted.addAll(EnumSet.of(KernelLock.KVM_LOCK, KernelLock.VCPU_MUTEX, KernelLock.SLOTS_LOCK));
        }
        return wanted;
    }
}
