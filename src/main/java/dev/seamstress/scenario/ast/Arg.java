package dev.seamstress.scenario.ast;

/** An argument of an operation or of a state term. Which of them may stand where, the resolver decides. */
public sealed interface Arg permits RangeRef, Word, ColumnRef, Label, IntRef {
    /** Where it stands. */
    At at();
}
