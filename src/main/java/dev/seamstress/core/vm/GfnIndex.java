package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;
import java.util.ArrayList;
import java.util.List;

/** Numbers the gfns of some ranges densely from zero, in ascending order. */
public final class GfnIndex {
    private final long[] starts;
    private final long[] ends;
    private final int[] firsts;
    private final int size;

    /** The gfns of {@code ranges}, which may overlap, in any order. */
    public GfnIndex(List<GfnRange> ranges) {
        List<GfnRange> sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> a.start().compareTo(b.start()));
        starts = new long[sorted.size()];
        ends = new long[sorted.size()];
        firsts = new int[sorted.size()];
        int count = 0;
        long reached = 0;
        for (int i = 0; i < sorted.size(); i++) {
            starts[i] = Math.max(sorted.get(i).start().value(), reached);
            ends[i] = Math.max(sorted.get(i).endExclusive().value(), starts[i]);
            firsts[i] = count;
            reached = ends[i];
            count += (int) (ends[i] - starts[i]);
        }
        size = count;
    }

    /** How many gfns there are. */
    public int size() {
        return size;
    }

    /** How many of them are below {@code gfn}. */
    public int below(long gfn) {
        int count = 0;
        for (int i = 0; i < starts.length; i++) {
            count += (int) Math.max(0, Math.min(gfn, ends[i]) - starts[i]);
        }
        return count;
    }

    /** The number of {@code gfn}, or -1 if it is in none of the ranges. */
    public int of(long gfn) {
        for (int i = 0; i < starts.length; i++) {
            if (gfn >= starts[i] && gfn < ends[i]) {
                return firsts[i] + (int) (gfn - starts[i]);
            }
        }
        return -1;
    }
}
