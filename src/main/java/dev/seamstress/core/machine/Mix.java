package dev.seamstress.core.machine;

/**
 * The mixing function behind every fingerprint: a bijection of 64 bits in which each input bit moves every output bit.
 *
 * <p>Source: the finalizer of SplitMix64 (Steele, Lea, Flood, 2014), with its published constants.
 */
public final class Mix {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Mix() {}

    /** One value, mixed. */
    public static long mix(long value) {
        long z = value + GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Two values in order: {@code mix(a, b)} and {@code mix(b, a)} differ. */
    public static long mix(long first, long second) {
        return mix(mix(first) * 0xD6E8FEB86659FD93L + second);
    }

    /** Three values in order. */
    public static long mix(long first, long second, long third) {
        return mix(mix(first, second), third);
    }

    /** Four values in order. */
    public static long mix(long first, long second, long third, long fourth) {
        return mix(mix(first, second, third), fourth);
    }

    /** A name as a number, the same in every JVM; for constants, computed once. */
    public static long tag(String name) {
        long h = name.length();
        for (int i = 0; i < name.length(); i++) {
            h = mix(h, name.charAt(i));
        }
        return h;
    }
}
