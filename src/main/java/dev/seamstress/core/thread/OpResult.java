package dev.seamstress.core.thread;

import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.mmu.Errno;
import dev.seamstress.core.tdx.TdxStatus;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of an operation of a script; a label in a claim holds one. */
public enum OpResult {
    OK,
    /** KVM exited to userspace with a memory fault. */
    MEMFAULT,
    /** The access was MMIO. */
    MMIO,
    EINTR,
    /** The guest touched private memory before it accepted it. */
    PENDING,
    /** TDX_PAGE_ALREADY_ACCEPTED. */
    ALREADY,
    /** TDX_PAGE_SIZE_MISMATCH. */
    MISMATCH,
    BUSY,
    /** The VM is dead. */
    VMDEAD,
    /** The operation did not begin, because the column had stopped. */
    NOTRUN,
    FAILED,
    EINVAL,
    EAGAIN,
    EFAULT,
    ENOENT,
    EIO,
    EEXIST,
    EOPNOTSUPP,

    // Completion codes of the TDX module, of raw SEAMCALLs. OK and BUSY stand for SUCCESS and OPERAND_BUSY.

    NON_RECOVERABLE_VCPU,
    NON_RECOVERABLE_TD,
    INTERRUPTED_RESUMABLE,
    INTERRUPTED_RESTARTABLE,
    OPERAND_INVALID,
    OPERAND_ADDR_RANGE_ERROR,
    PREVIOUS_TLB_EPOCH_BUSY,
    SYS_BUSY,
    RND_NO_ENTROPY,
    OPERAND_BUSY_HOST_PRIORITY,
    HOST_PRIORITY_BUSY_TIMEOUT,
    PAGE_METADATA_INCORRECT,
    TD_ASSOCIATED_PAGES_EXIST,
    SYS_NOT_READY,
    SYS_SHUTDOWN,
    TD_FATAL,
    TDCS_NOT_ALLOCATED,
    LIFECYCLE_STATE_INCORRECT,
    OP_STATE_INCORRECT,
    NO_VCPUS,
    TDCX_NUM_INCORRECT,
    VCPU_STATE_INCORRECT,
    VCPU_ASSOCIATED,
    VCPU_NOT_ASSOCIATED,
    MAX_VCPUS_EXCEEDED,
    TD_KEYS_NOT_CONFIGURED,
    KEY_STATE_INCORRECT,
    KEY_CONFIGURED,
    WBCACHE_NOT_COMPLETE,
    HKID_NOT_FREE,
    NO_HKID_READY_TO_WBCACHE,
    WBCACHE_RESUME_ERROR,
    FLUSHVP_NOT_DONE,
    EPT_WALK_FAILED,
    EPT_ENTRY_FREE,
    EPT_ENTRY_NOT_FREE,
    EPT_ENTRY_NOT_PRESENT,
    EPT_ENTRY_NOT_LEAF,
    EPT_ENTRY_LEAF,
    GPA_RANGE_NOT_BLOCKED,
    GPA_RANGE_ALREADY_BLOCKED,
    TLB_TRACKING_NOT_DONE,
    EPT_INVALID_PROMOTE_CONDITIONS,
    PAGE_ALREADY_ACCEPTED,
    PAGE_SIZE_MISMATCH,
    EPT_ENTRY_STATE_INCORRECT,
    EPT_PAGE_NOT_FREE,
    L2_SEPT_WALK_FAILED,
    L2_SEPT_PAGE_NOT_PROVIDED;

    private static final List<OpResult> ALL = List.of(values());
    private static final Map<TdxStatus, OpResult> BY_STATUS = byStatus();

    private static Map<TdxStatus, OpResult> byStatus() {
        Map<TdxStatus, OpResult> results = new EnumMap<>(TdxStatus.class);
        for (TdxStatus status : TdxStatus.values()) {
            results.put(status, ofStatus(status));
        }
        return results;
    }

    /** The constant with that ordinal. */
    public static OpResult of(long ordinal) {
        return ALL.get((int) ordinal);
    }

    /** The word in scripts. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a raw SEAMCALL ends with that the module answers so. */
    public static OpResult ofStatus(long status) {
        return BY_STATUS.get(TdxStatus.of(status));
    }

    /** What an ioctl ends with that returns {@code errno}. Errors: {@link ModelBug} for what none returns. */
    static OpResult ofErrno(long errno) {
        return switch ((int) errno) {
            case 0 -> OK;
            case (int) Errno.EAGAIN -> EAGAIN;
            case (int) Errno.EBADF -> FAILED;
            case (int) Errno.EBUSY -> BUSY;
            case (int) Errno.EEXIST -> EEXIST;
            case (int) Errno.EFAULT -> EFAULT;
            case (int) Errno.EINVAL -> EINVAL;
            case (int) Errno.EIO, (int) Errno.EHWPOISON -> EIO;
            case (int) Errno.ENOENT -> ENOENT;
            case (int) Errno.EOPNOTSUPP -> EOPNOTSUPP;
            default -> throw new ModelBug("no result for errno " + errno);
        };
    }

    private static OpResult ofStatus(TdxStatus status) {
        return switch (status) {
            case SUCCESS -> OK;
            case OPERAND_BUSY -> BUSY;
            default -> valueOf(status.name()); // each has a constant of its own
        };
    }
}
