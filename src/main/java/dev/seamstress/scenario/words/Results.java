package dev.seamstress.scenario.words;

import java.util.List;

/** The words that a label can hold. All are closed here but for {@code seamcall}, whose results are status names. */
public final class Results {
    public static final String OK = "ok";
    public static final String MEMFAULT = "memfault";
    public static final String MMIO = "mmio";
    public static final String EINTR = "eintr";
    public static final String PENDING = "pending";
    public static final String VMDEAD = "vmdead";
    public static final String ALREADY = "already";
    public static final String MISMATCH = "mismatch";
    public static final String BUSY = "busy";
    public static final String FAILED = "failed";
    public static final String EINVAL = "einval";
    public static final String EAGAIN = "eagain";
    public static final String EFAULT = "efault";
    public static final String ENOENT = "enoent";
    public static final String EIO = "eio";
    public static final String EEXIST = "eexist";
    public static final String EOPNOTSUPP = "eopnotsupp";
    /** The operation was never begun: its column stopped before. */
    public static final String NOTRUN = "notrun";
    /** The operation has not ended yet. */
    public static final String UNSET = "unset";

    /** What an operation can end with, in the order of the manual. */
    public static final List<String> OF_OPERATIONS = List.of(
            OK,
            MEMFAULT,
            MMIO,
            EINTR,
            PENDING,
            VMDEAD,
            ALREADY,
            MISMATCH,
            BUSY,
            FAILED,
            EINVAL,
            EAGAIN,
            EFAULT,
            ENOENT,
            EIO,
            EEXIST,
            EOPNOTSUPP);

    /** What a label holds without its operation having ended. */
    public static final List<String> WITHOUT_END = List.of(NOTRUN, UNSET);

    private Results() {}
}
