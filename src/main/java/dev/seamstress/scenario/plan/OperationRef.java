package dev.seamstress.scenario.plan;

/** An operation by its place: its column, and its position among that column's operations, from 0. */
public record OperationRef(ColumnId column, int index) implements Comparable<OperationRef> {
    @Override
    public int compareTo(OperationRef other) {
        int byColumn = column.compareTo(other.column);
        return byColumn != 0 ? byColumn : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return column + "#" + index;
    }
}
