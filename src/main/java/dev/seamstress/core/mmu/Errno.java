package dev.seamstress.core.mmu;

/** The errors that kernel functions return here, negative as in the kernel. */
public final class Errno {
    public static final long ENOENT = -2;
    public static final long EINTR = -4;
    public static final long EIO = -5;
    public static final long EBADF = -9;
    public static final long EAGAIN = -11;
    public static final long EFAULT = -14;
    public static final long EBUSY = -16;
    public static final long EEXIST = -17;
    public static final long EINVAL = -22;
    public static final long EOPNOTSUPP = -95;
    public static final long EHWPOISON = -133;

    private Errno() {}
}
