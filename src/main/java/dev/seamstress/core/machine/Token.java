package dev.seamstress.core.machine;

/**
 * What a guest's write leaves in memory: it names the vCPU and the instruction, so that a value that is lost or comes
 * back is seen.
 *
 * <p>Shape: the vCPU's number plus one in the upper half, the instruction's place in its program plus one in the lower;
 * zero is what nobody has written.
 */
public final class Token {
    private Token() {}

    public static long of(int vcpu, int instruction) {
        return (long) (vcpu + 1) << 32 | instruction + 1;
    }

    /** Who has written it; -1 if nobody has. */
    public static int vcpu(long token) {
        return (int) (token >>> 32) - 1;
    }

    /** The lower half. */
    public static long instruction(long token) {
        return token & 0xFFFF_FFFFL;
    }
}
