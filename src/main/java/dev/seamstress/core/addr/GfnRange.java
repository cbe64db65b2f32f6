package dev.seamstress.core.addr;

/**
 * A half-open range of gfns, {@code [start, endExclusive)}, never empty.
 *
 * <p>Source: include/linux/kvm_host.h, struct kvm_gfn_range.
 */
public record GfnRange(Gfn start, Gfn endExclusive) {
    public GfnRange {
        if (start.value() >= endExclusive.value()) {
            throw new IllegalArgumentException("empty range: " + start + " to " + endExclusive);
        }
    }

    public static GfnRange of(long start, long pages) {
        return new GfnRange(new Gfn(start), new Gfn(start + pages));
    }

    public long pages() {
        return endExclusive.value() - start.value();
    }

    public boolean contains(long gfn) {
        return gfn >= start.value() && gfn < endExclusive.value();
    }

    public boolean overlaps(GfnRange other) {
        return start.value() < other.endExclusive.value() && other.start.value() < endExclusive.value();
    }

    @Override
    public String toString() {
        return start + "+" + pages();
    }
}
