package dev.seamstress.core.thread;

import java.util.List;
import java.util.Locale;

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
    EEXIST;

    private static final List<OpResult> ALL = List.of(values());

    /** The constant with that ordinal. */
    public static OpResult of(long ordinal) {
        return ALL.get((int) ordinal);
    }

    /** The word in scripts. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
