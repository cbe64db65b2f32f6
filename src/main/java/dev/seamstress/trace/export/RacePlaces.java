package dev.seamstress.trace.export;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;

/** Pages, entries of page tables, and what is in them, as a race diagram writes them. */
public final class RacePlaces {
    private final DiagramNames names;

    RacePlaces(DiagramNames names) {
        this.names = names;
    }

    /** {@code x}. */
    String page(long gfn) {
        return names.page(gfn, 1);
    }

    /** {@code x}, or {@code x+8} for eight pages from x on. */
    String range(long start, long endExclusive) {
        long pages = endExclusive - start;
        return page(start) + (pages == 1 ? "" : "+" + pages);
    }

    /** What an entry at {@code level}, as KVM counts, is about: {@code x}, or {@code x,2M}. */
    String operand(long gfn, int level) {
        return names.page(gfn, Level.pages(level)) + (level == Level.PG_4K ? "" : "," + Level.name(level));
    }

    String mirror(long gfn, int level) {
        return "mirror(" + operand(gfn, level) + ")";
    }

    String direct(long gfn, int level) {
        return "direct(" + operand(gfn, level) + ")";
    }

    /** An entry of the secure EPT; the module counts {@code septLevel} from zero. */
    String sept(long gfn, int septLevel) {
        return "sept(" + operand(gfn, septLevel + Level.PG_4K) + ")";
    }

    /** {@code none}, {@code FROZEN}, {@code table}, {@code present}; what is none of these is MMIO. */
    public static String value(long spte, int level) {
        if (Spte.isPresent(spte)) {
            return Spte.isLast(spte, level) ? "present" : "table";
        }
        if (spte == Spte.NONPRESENT) {
            return "none";
        }
        return Spte.isFrozen(spte) ? "FROZEN" : "mmio";
    }

    /** {@code none -> present}. */
    public static String change(long old, long next, int level) {
        String before = value(old, level);
        String after = value(next, level);
        boolean isOtherPage = before.equals(after) && Spte.pfn(old) != Spte.pfn(next);
        return before + " -> " + (isOtherPage ? "other page" : after);
    }
}
