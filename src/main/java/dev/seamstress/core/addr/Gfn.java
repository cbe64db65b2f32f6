package dev.seamstress.core.addr;

/**
 * A guest frame number: the number of a 4K page of guest physical memory, without the shared bit.
 *
 * <p>Shape: 0 to 2^52 - 1. The shared bit exists only in a fault address and inside the iterator; a gfn that carries it
 * is a bug.
 *
 * <p>Source: include/linux/kvm_types.h, gfn_t.
 */
public record Gfn(long value) implements Comparable<Gfn> {
    /** One past the largest gfn of a 64-bit address space with 4K pages. */
    public static final long LIMIT = 1L << 52;

    public Gfn {
        if (value < 0 || value >= LIMIT) {
            throw new IllegalArgumentException("gfn out of range: 0x" + Long.toHexString(value));
        }
    }

    public Gfn plus(long pages) {
        return new Gfn(value + pages);
    }

    @Override
    public int compareTo(Gfn other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
