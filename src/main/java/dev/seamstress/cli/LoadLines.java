package dev.seamstress.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What load results for people are written in: lines, and tables whose columns stand below each other. */
final class LoadLines {
    private final PrintWriter out;

    LoadLines(PrintWriter out) {
        this.out = out;
    }

    void line(String form, Object... values) {
        out.print(String.format(Locale.ROOT, form, values).stripTrailing());
        out.print('\n');
    }

    void gap() {
        out.print('\n');
    }

    /** Begins a table, apart from what is before it. */
    void table(String title, List<String> columns) {
        gap();
        row(title, columns);
    }

    void row(String title, List<String> cells) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-38s", title));
        for (String cell : cells) {
            text.append(String.format(Locale.ROOT, "%10s", cell));
        }
        line("%s", text);
    }

    /** How often. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** How often on average. */
    static String count(double value) {
        return value == Math.rint(value) || Math.abs(value) >= 1000
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
