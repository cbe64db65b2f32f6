package dev.seamstress.trace.filter;

/**
 * Pages that somebody asks for.
 *
 * <p>Shape: gfns, half-open, never with the shared bit.
 *
 * @param text as it was asked for
 * @param isNamed whether the scenario has a name for it, so that it exists even if a run says nothing about it
 */
public record Pages(String text, long start, long endExclusive, boolean isNamed) {
    /** True if one of the pages from {@code from} to {@code toExclusive} is among them. */
    public boolean overlaps(long from, long toExclusive) {
        return start < toExclusive && from < endExclusive;
    }
}
