package dev.seamstress.scenario.ast;

/**
 * A gfn: a number, or a name with an optional index.
 *
 * <p>Shape: exactly one of {@code name} and {@code number} is null; {@code index} may be, and is with a number.
 */
public record GfnRef(Name name, Num number, Index index, At at) {}
