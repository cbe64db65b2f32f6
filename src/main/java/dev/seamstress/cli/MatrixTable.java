package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.explore.Exploration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of scenarios and kernels, a row when its last cell is there. */
final class MatrixTable {
    private static final int NAME_WIDTH = 34;
    private static final int CELL_WIDTH = 22;

    private final PrintWriter out;
    private final List<String> columns;
    private final boolean hasTimes;
    private final boolean json;
    private final boolean isStrict;
    private final List<Entry> row = new ArrayList<>();
    private final List<Cell> unexpected = new ArrayList<>();
    private final List<ExitCode> codes = new ArrayList<>();
    private int cells;
    private int judged;
    private int undecided;

    /** A cell, and the name of its row. */
    record Entry(String name, TimedCell timed) {}

    MatrixTable(PrintWriter out, List<String> columns, boolean hasTimes, boolean json, boolean isStrict) {
        this.out = out;
        this.columns = columns;
        this.hasTimes = hasTimes;
        this.json = json;
        this.isStrict = isStrict;
        if (!json) {
            StringBuilder head = new StringBuilder(pad("scenario", NAME_WIDTH));
            columns.forEach(column -> head.append(pad(column, width())));
            out.println(head.toString().stripTrailing());
        }
    }

    private int width() {
        int longest = columns.stream().mapToInt(String::length).max().orElse(0);
        return Math.max(CELL_WIDTH + (hasTimes ? 9 : 0), longest + 2);
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
    }

    /** Takes the next cell: row by row, in each row column by column. */
    void add(Entry entry) {
        Cell cell = entry.timed().cell();
        cells++;
        codes.add(cell.isUndecided() && isStrict ? ExitCode.INCONCLUSIVE : cell.exitCode());
        undecided += cell.isUndecided() ? 1 : 0;
        boolean isJudged = cell.exploration().isPresent() && cell.expectation().isNamedBy(cell.scenario());
        judged += isJudged ? 1 : 0;
        if (cell.isUnexpected()) {
            unexpected.add(cell);
        }
        if (json) {
            out.println(asJson(entry, isJudged));
        } else {
            row.add(entry);
            if (row.size() == columns.size()) {
                printRow();
                row.clear();
            }
        }
        out.flush();
    }

    private void printRow() {
        StringBuilder line = new StringBuilder(pad(row.get(0).name(), NAME_WIDTH));
        for (Entry entry : row) {
            line.append(pad(text(entry.timed()), width()));
        }
        out.println(line.toString().stripTrailing());
    }

    private String text(TimedCell timed) {
        Cell cell = timed.cell();
        String mark = "";
        if (cell.isUnexpected()) {
            mark = "! ";
        } else if (cell.isUndecided()) {
            mark = "? ";
        } else if (cell.exploration().isPresent() && !cell.expectation().isNamedBy(cell.scenario())) {
            mark = "~ ";
        }
        String time = hasTimes ? String.format(Locale.ROOT, " %.2fs", timed.ns() / 1e9) : "";
        return mark + cell.text() + time;
    }

    /** Prints what stands below the table. */
    void end() {
        if (json) {
            return;
        }
        out.println();
        for (Cell cell : unexpected) {
            out.println("! " + cell.file() + " under " + cell.model().name() + RulesOff.suffix(cell.model()) + ": "
                    + cell.text() + "; expected: " + cell.expectation().text());
        }
        out.println(cells + " cells, " + judged + " with an expectation, " + unexpected.size() + " not as expected, "
                + undecided + " undecided");
    }

    List<ExitCode> exitCodes() {
        return codes;
    }

    private String asJson(Entry entry, boolean isJudged) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            Cell cell = entry.timed().cell();
            generator.writeStartObject();
            generator.writeStringField("file", cell.file());
            generator.writeStringField("scenario", entry.name());
            generator.writeStringField("model", cell.model().name());
            ModelJson.writeWithout(generator, cell.model());
            generator.writeStringField(
                    "verdict",
                    cell.exploration()
                            .map(found -> found.verdict().name().toLowerCase(Locale.ROOT))
                            .orElse("n/a"));
            if (cell.exploration().isPresent()) {
                write(generator, cell.exploration().get());
            }
            if (isJudged) {
                generator.writeStringField("expected", cell.expectation().text());
                generator.writeBooleanField("as_expected", !cell.isUnexpected());
            }
            if (hasTimes) {
                generator.writeNumberField("seconds", entry.timed().ns() / 1e9);
            }
            JsonStrings.write(generator, "not_modelled_yet", cell.missing());
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Exploration exploration) throws IOException {
        if (exploration.finding().isPresent()) {
            generator.writeStringField(
                    "rule", exploration.finding().get().rule().name());
            generator.writeNumberField(
                    "steps", exploration.finding().get().schedule().size());
        }
        generator.writeNumberField("states", exploration.size().states());
        generator.writeNumberField("transitions", exploration.size().transitions());
        generator.writeStringField("end", exploration.end().text());
    }
}
