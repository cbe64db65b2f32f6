package dev.seamstress.scenario.ast;

/**
 * A name that is no word of the language, where a label may stand, as {@code A} or {@code A[2]}.
 *
 * <p>Shape: {@code index} is null, or the number of the column whose operation is meant.
 */
public record Label(String name, Index index, At at) implements Arg, Operand {}
