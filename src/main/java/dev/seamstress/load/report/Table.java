package dev.seamstress.load.report;

import java.util.List;

/** Texts in rows, the first of each being what it is about. */
record Table(String title, List<String> columns, List<List<String>> rows) {
    Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
