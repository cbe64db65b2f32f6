package dev.seamstress.house;

import java.util.List;

/** A table of a page, in markdown, row by row. */
public final class PageTable {
    private final StringBuilder text = new StringBuilder();

    /** A table with this first head, and these others. */
    public PageTable(String first, List<String> others) {
        row(first, others);
        text.append("|---".repeat(1 + others.size())).append("|\n");
    }

    public void row(String first, List<String> others) {
        text.append("| ").append(first);
        others.forEach(cell -> text.append(" | ").append(cell.replace("|", "\\|")));
        text.append(" |\n");
    }

    /** The table, each row a line. */
    public String text() {
        return text.toString();
    }
}
