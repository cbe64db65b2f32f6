package dev.seamstress.core.thread;

import java.util.List;

/** How {@link VcpuRun} ends, and {@link GuestRun} around it: in the guest, or back in userspace. */
enum RunEnd {
    /** The guest runs. */
    ENTERED,
    /** The guest runs, after userspace has seen to its memory fault: the instruction is still to come. */
    SERVED,
    /** The roots are loaded; the guest was not to be entered. */
    LOADED,
    /** KVM_RUN was left after an interrupt. */
    LEFT,
    /** VP.ENTER did not enter, as the guest would only fault again, and no more was wanted. */
    FILTERED,
    /** -EINTR: a signal came. */
    EINTR,
    /** -EFAULT with KVM_EXIT_MEMORY_FAULT. */
    EFAULT,
    /** -EHWPOISON with KVM_EXIT_MEMORY_FAULT: the memory has failed, so to try again would not help. */
    EHWPOISON,
    /** -EIO: the VM is dead. */
    EIO,
    /** -EINVAL: the TD is not final, or the vCPU not initialized. */
    EINVAL,
    /** KVM_EXIT_HYPERCALL: userspace is to serve {@link MapGpa}. */
    HYPERCALL,
    /** KVM_EXIT_MMIO. */
    MMIO,
    /**
     * KVM_EXIT_INTERNAL_ERROR: VP.ENTER failed, and not because a lock was taken, or ended the guest's run in error.
     */
    INTERNAL_ERROR;

    private static final List<RunEnd> ALL = List.of(values());

    static RunEnd of(long ordinal) {
        return ALL.get((int) ordinal);
    }

    /** True if the guest runs. */
    boolean isInGuest() {
        return this == ENTERED || this == SERVED;
    }

    /** What it means for an operation that was to go on in the guest. Requires: it cannot. */
    OpResult result() {
        return switch (this) {
            case ENTERED, SERVED, LOADED, LEFT, FILTERED -> OpResult.OK;
            case EINTR -> OpResult.EINTR;
            case EFAULT, EHWPOISON -> OpResult.MEMFAULT;
            case EIO -> OpResult.VMDEAD;
            case EINVAL -> OpResult.EINVAL;
            case MMIO -> OpResult.MMIO;
            case HYPERCALL, INTERNAL_ERROR -> OpResult.FAILED;
        };
    }
}
