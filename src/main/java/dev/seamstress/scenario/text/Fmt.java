package dev.seamstress.scenario.text;

import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Options;
import dev.seamstress.scenario.ast.Row;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.ast.Td;
import dev.seamstress.scenario.parse.Parsed;
import dev.seamstress.scenario.words.Defaults;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The canonical form of a scenario: the same lines for all files with the same tree, but for comments and the spelling
 * of numbers, which are kept.
 *
 * <p>Formatting what was formatted changes nothing, and parsing it gives the same tree.
 */
public final class Fmt {
    /** The block of facts stands on one line if it is no longer than this. */
    private static final int LINE_MAX = 100;

    private final Scenario scenario;
    private final CommentPlan comments;
    private final Defaults defaults;
    private final StringBuilder out = new StringBuilder();

    private Fmt(Scenario scenario, CommentPlan comments, Defaults defaults) {
        this.scenario = scenario;
        this.comments = comments;
        this.defaults = defaults;
    }

    /** The canonical text with the comments of {@code parsed}. Requires: the scenario has no errors. */
    public static String format(Parsed parsed, Defaults defaults) {
        return new Fmt(parsed.scenario(), CommentPlan.of(parsed), defaults).print();
    }

    /** The canonical text of a tree. Requires: it has no errors. */
    public static String format(Scenario scenario, Defaults defaults) {
        return new Fmt(scenario, CommentPlan.NONE, defaults).print();
    }

    private String print() {
        line("title", "TDX " + scenario.title().name());
        if (scenario.title().doc() != null) {
            line("doc", "\"" + scenario.title().doc() + "\"");
        }
        options();
        facts();
        grid();
        for (int i = 0; i < scenario.claims().size(); i++) {
            line("claim:" + i, Printer.PLAIN.claim(scenario.claims().get(i)));
        }
        for (int i = 0; i < scenario.expects().size(); i++) {
            line("expect:" + i, Printer.PLAIN.expect(scenario.expects().get(i)));
        }
        line("end", null);
        return out.toString();
    }

    /** A piece on its line, with the comments above it and behind it; {@code text} is null for a piece left out. */
    private void line(String key, String text) {
        comments.above(key).forEach(c -> out.append(c).append('\n'));
        List<String> behind = comments.behind(key);
        if (text == null) {
            behind.forEach(c -> out.append(c).append('\n'));
            return;
        }
        out.append(text);
        behind.forEach(c -> out.append(' ').append(c));
        out.append('\n');
    }

    private void options() {
        Options options = scenario.options();
        Options.Kernels kernels = options.kernels();
        boolean isModelDefault =
                kernels.models().size() == 1 && kernels.models().get(0).is(defaults.model());
        line("option:models", isModelDefault ? null : "models = " + list(kernels.models()));
        line("option:module", option("module", kernels.module(), defaults.module()));
        line("option:mutate", kernels.mutate().isEmpty() ? null : "mutate = " + list(kernels.mutate()));
        line("option:vm", option("vm", options.vm(), Options.DEFAULT_VM));
        line("option:timers", option("timers", options.timers(), Options.DEFAULT_TIMERS));
        line("option:onfault", option("onfault", options.onfault(), Options.DEFAULT_ONFAULT));
        line("option:td", td(options.td()));
    }

    private static String option(String key, Name value, String standard) {
        return value.is(standard) ? null : key + " = " + value;
    }

    private static String list(List<Name> names) {
        return names.stream().map(Name::text).collect(Collectors.joining(", "));
    }

    private static String td(Td td) {
        List<String> entries = new ArrayList<>();
        if (td.zerostep() != null) {
            entries.add("zerostep;");
        }
        if (td.veOnPending() != null) {
            entries.add("ve_on_pending;");
        }
        if (!td.state().is(Td.DEFAULT_STATE)) {
            entries.add("state = " + td.state() + ";");
        }
        if (td.gpaw().value() != Td.DEFAULT_GPAW) {
            entries.add("gpaw = " + td.gpaw().text() + ";");
        }
        if (td.vcpus().value() != Td.DEFAULT_VCPUS) {
            entries.add("vcpus = " + td.vcpus().text() + ";");
        }
        if (td.huge() != null) {
            entries.add("huge;");
        }
        return entries.isEmpty() ? null : "td { " + String.join(" ", entries) + " }";
    }

    private void facts() {
        List<String> decls = new ArrayList<>();
        boolean isCommented =
                comments.isAny("close") || !comments.behind("open").isEmpty();
        for (int i = 0; i < scenario.decls().size(); i++) {
            Decl decl = scenario.decls().get(i);
            decls.add(Printer.PLAIN.decl(decl) + ";");
            isCommented |= comments.isAny("decl:" + i);
        }
        String inside = decls.isEmpty() ? "" : String.join(" ", decls) + " ";
        String oneLine = "{ " + inside + "}";
        // A comment behind the brace stands on the block's line, whichever form the block has.
        boolean isBehindOnly = isCommented && comments.isOnlyBehindClose(decls.size());
        if (oneLine.length() <= LINE_MAX && (!isCommented || isBehindOnly)) {
            comments.above("open").forEach(c -> out.append(c).append('\n'));
            line("close", oneLine);
            return;
        }
        line("open", "{");
        for (int i = 0; i < decls.size(); i++) {
            line("decl:" + i, "  " + decls.get(i));
        }
        line("close", "}");
    }

    private void grid() {
        List<String> header =
                scenario.grid().columns().stream().map(c -> c.text()).toList();
        List<List<String>> rows = new ArrayList<>();
        for (Row row : scenario.grid().rows()) {
            rows.add(row.cells().stream().map(Fmt::cell).toList());
        }
        int[] widths = new int[header.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = header.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        line("header", row(header, widths));
        for (int i = 0; i < rows.size(); i++) {
            line("row:" + i, row(rows.get(i), widths));
        }
    }

    private static String row(List<String> cells, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            text.append(i == 0 ? " " : " | ").append(cells.get(i));
            text.append(" ".repeat(widths[i] - cells.get(i).length()));
        }
        return text.append(" ;").toString();
    }

    private static String cell(Cell cell) {
        if (cell.isEmpty()) {
            return "";
        }
        String label = cell.label() == null ? "" : cell.label() + ": ";
        String results = cell.results().isEmpty() ? "" : " => " + Printer.PLAIN.results(cell.results());
        return label + Printer.PLAIN.op(cell.op()) + results;
    }
}
