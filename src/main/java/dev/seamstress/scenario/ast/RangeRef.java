package dev.seamstress.scenario.ast;

/**
 * A range of gfns.
 *
 * <p>Shape: {@code count} is a number of pages, or null when a plain gfn was written, which is a range of one.
 */
public record RangeRef(GfnRef gfn, Num count, At at) implements Arg {
    /** Whether only a gfn was written. */
    public boolean isGfn() {
        return count == null;
    }

    /** How many pages. */
    public long pages() {
        return count == null ? 1 : count.value();
    }
}
