package dev.seamstress.load.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Numbers that are drawn together, and how.
 *
 * <p>Shape: {@code columns}: what stands in a row, its place first; each row has as many numbers as there are columns
 * after that one, NaN where there is none. Times in nanoseconds, rates per second, shares from 0 to 1.
 *
 * @param id names its files: small letters and hyphens
 * @param about what it shows, in a sentence
 */
public record Chart(String id, String title, String about, Form form, Unit unit, List<String> columns, List<Row> rows) {
    public Chart {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** What the id of a chart ends with that has each TD. */
    static final String BY_TD = "-by-td";

    /** How it is drawn. */
    public enum Form {
        /** Lines over virtual time; the place of a row is where its window begins. */
        TIME,
        /** The same, of numbers that follow each other in size. */
        RANKS,
        /** Lines over the percentile. */
        SPECTRUM,
        /** Lines over the logarithm of a time. */
        DISTRIBUTION,
        /** A bar for each number of a row; the place is a text. */
        BARS,
        /** A bar for each row, of parts. */
        STACK,
        /** Points with intervals, and a curve: a number, its half width, what a law says. */
        SCALING
    }

    /** What the numbers are. */
    public enum Unit {
        NS,
        RATE,
        SHARE,
        COUNT
    }

    /** A row; {@code text} is null where its place is a number. */
    public static final class Row {
        private final String text;
        private final double place;
        private final double[] values;

        private Row(String text, double place, double... values) {
            this.text = text;
            this.place = place;
            this.values = values.clone();
        }

        public String text() {
            return text;
        }

        public double place() {
            return place;
        }

        public double[] values() {
            return values.clone();
        }
    }

    static Row row(String text, double... values) {
        return new Row(text, Double.NaN, values);
    }

    static Row row(double place, double... values) {
        return new Row(null, place, values);
    }

    /** The same with these columns alone, counted from the first after its place; no rows if there are none. */
    Chart with(int... kept) {
        List<String> names = new ArrayList<>(List.of(columns.get(0)));
        Arrays.stream(kept).forEach(column -> names.add(columns.get(column + 1)));
        List<Row> some = new ArrayList<>();
        for (Row row : kept.length == 0 ? List.<Row>of() : rows) {
            double[] values = Arrays.stream(kept)
                    .mapToDouble(column -> row.values[column])
                    .toArray();
            some.add(new Row(row.text, row.place, values));
        }
        return new Chart(id, title, about, form, unit, names, some);
    }

    /** The charts of several TDs as one, with a column that tells which. Requires: they have the same columns. */
    static Chart byTd(List<Chart> all) {
        Chart first = all.get(0);
        List<String> names = new ArrayList<>(first.columns);
        names.add(1, "TD");
        List<Row> rows = new ArrayList<>();
        for (int td = 0; td < all.size(); td++) {
            for (Row row : all.get(td).rows) {
                double[] values = new double[row.values.length + 1];
                values[0] = td;
                System.arraycopy(row.values, 0, values, 1, row.values.length);
                rows.add(row(row.place, values));
            }
        }
        return new Chart(first.id + BY_TD, first.title, first.about, first.form, first.unit, names, rows);
    }

    /** As CSV, with the names of columns in the first line. */
    public String csv() {
        StringBuilder text = new StringBuilder(
                        String.join(",", columns.stream().map(Chart::cell).toList()))
                .append('\n');
        for (Row row : rows) {
            text.append(row.text == null ? number(row.place) : cell(row.text));
            for (double value : row.values) {
                text.append(',').append(Double.isNaN(value) ? "" : number(value));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** A text in a line of CSV. Source: RFC 4180. */
    private static String cell(String text) {
        boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n');
        return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** As a JSON object. */
    public String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            write(json);
        }
        return text + "\n";
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("title", title);
        json.writeStringField("about", about);
        json.writeStringField("form", form.name().toLowerCase(Locale.ROOT));
        json.writeStringField("unit", unit.name().toLowerCase(Locale.ROOT));
        json.writeArrayFieldStart("columns");
        for (String column : columns) {
            json.writeString(column);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
        for (Row row : rows) {
            json.writeStartArray();
            if (row.text == null) {
                json.writeNumber(number(row.place));
            } else {
                json.writeString(row.text);
            }
            for (double value : row.values) {
                if (Double.isNaN(value)) {
                    json.writeNull();
                } else {
                    json.writeNumber(number(value));
                }
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Whole numbers without a point, others to six digits; what is less than a millionth is 0 in every unit. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Math.abs(value) < 1e-6
                ? "0"
                : new BigDecimal(value)
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
