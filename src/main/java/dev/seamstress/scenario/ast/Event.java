package dev.seamstress.scenario.ast;

/**
 * An event: {@code VMM busy block(x) by accept}.
 *
 * <p>Shape: {@code column}, {@code range} and {@code by} may be null; {@code by} is a word or a column.
 */
public record Event(ColumnRef column, What what, RangeRef range, Arg by, At at) {
    /**
     * What happened.
     *
     * <p>Shape: {@code leaf} stands with {@code busy} only, {@code why} may stand with {@code retry} only; else null.
     */
    public record What(Name kind, Name leaf, Name why) {}
}
