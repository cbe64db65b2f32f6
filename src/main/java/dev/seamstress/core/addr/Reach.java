package dev.seamstress.core.addr;

import java.util.ArrayList;
import java.util.List;

/**
 * Which entries of a tree some gfn of a scenario goes through. The others are empty from start to end, whatever the
 * scenario does.
 *
 * <p>Source: none, as the kernel does not know what will be touched; it is what makes a loop over 512 entries few
 * steps.
 */
public final class Reach {
    /** In place of a gfn: there is no such entry. */
    public static final long NONE = -1;

    private final List<GfnRange> ranges;

    /** The entries for {@code ranges}, which may overlap, in any order. */
    Reach(List<GfnRange> ranges) {
        List<GfnRange> sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> a.start().compareTo(b.start()));
        this.ranges = List.copyOf(sorted);
    }

    /**
     * The first gfn of the first such entry at {@code level} that begins at {@code from} or later, or {@link #NONE}.
     * Requires: an entry begins at {@code from}.
     */
    public long next(int level, long from) {
        long next = NONE;
        for (GfnRange range : ranges) {
            long first = Math.max(from, Level.base(level, range.start().value()));
            boolean isThere = first < range.endExclusive().value();
            next = isThere && (next == NONE || first < next) ? first : next;
        }
        return next;
    }
}
