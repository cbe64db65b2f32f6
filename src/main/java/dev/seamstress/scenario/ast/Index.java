package dev.seamstress.scenario.ast;

/**
 * What stands in the brackets of {@code x[3]}, {@code x[me]}, {@code x[me*512]}.
 *
 * <p>Shape: one of the two is null. {@code perMe} is multiplied by the number of the column.
 */
public record Index(Num constant, Num perMe, At at) {}
