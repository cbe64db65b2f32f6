package dev.seamstress.scenario.ast;

/** A word of the language as an argument or operand: {@code shared}, {@code 2M}, {@code mapped}, {@code bug_on}. */
public record Word(String name, At at) implements Arg, Operand {}
