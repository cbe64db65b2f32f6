package dev.seamstress.scenario.ast;

import dev.seamstress.scenario.words.ColumnKind;

/** A column where one is named: {@code P0}, {@code VMM} (which is number 0). */
public record ColumnRef(ColumnKind kind, int number, At at) implements Arg, Operand {
    /** The canonical name. */
    public String name() {
        return kind.column(number);
    }
}
