package dev.seamstress.scenario.plan;

import dev.seamstress.scenario.words.ColumnKind;

/** One thread of a scenario: {@code P0}, {@code VMM} (number 0), {@code VMM1}. For kind P the number is the vCPU's. */
public record ColumnId(ColumnKind kind, int number) implements Comparable<ColumnId> {
    /** The column of a vCPU. */
    public static ColumnId vcpu(int number) {
        return new ColumnId(ColumnKind.P, number);
    }

    /** How it is written. */
    public String name() {
        return kind.column(number);
    }

    @Override
    public int compareTo(ColumnId other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return name();
    }
}
