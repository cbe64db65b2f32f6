package dev.seamstress.trace.tell;

import dev.seamstress.core.addr.Level;
import dev.seamstress.trace.export.Ascii;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pages as sentences call them: by a name of the scenario, {@code x} or {@code x[1]}, else {@code gfn 0x100}.
 *
 * <p>Shape: gfns without the shared bit; levels are KVM's.
 */
final class PageNames {
    /** A page farther behind a name is a number. */
    private static final long NEAR = 512;

    private final TreeMap<Long, String> names = new TreeMap<>();

    PageNames(Map<String, Long> gfns) {
        new TreeMap<>(gfns).forEach((name, gfn) -> names.putIfAbsent(gfn, Ascii.escape(name)));
    }

    String page(long gfn) {
        Map.Entry<Long, String> near = names.floorEntry(gfn);
        if (near == null || gfn - near.getKey() >= NEAR) {
            return "gfn 0x" + Long.toHexString(gfn);
        }
        long behind = gfn - near.getKey();
        return near.getValue() + (behind == 0 ? "" : "[" + behind + "]");
    }

    /** The pages from {@code start} to {@code endExclusive}. */
    String range(long start, long endExclusive) {
        long pages = endExclusive - start;
        return pages == 1 ? page(start) : pages + " pages from " + page(start) + " on";
    }

    /** What an entry at {@code level} covers: a page, or the 2M with the first page of it that has a name. */
    String entry(long gfn, int level) {
        if (level <= Level.PG_4K) {
            return page(gfn);
        }
        long base = Level.base(level, gfn);
        Long inside = names.ceilingKey(base);
        boolean isInside = inside != null && inside - base < Level.pages(level);
        return "the " + Level.name(level) + " " + (isInside ? "around " + page(inside) : "from " + page(base) + " on");
    }
}
