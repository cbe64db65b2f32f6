package dev.seamstress.trace.convert;

import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.trace.log.ToldCall;
import java.io.IOException;
import java.util.List;

/**
 * A run as a table: a row a message, event, store or broken rule, in order, for spreadsheets, DuckDB and pandas.
 *
 * <p>Shape: columns step, ns, kind, actor, from, what, gfn, detail; a column that does not apply is empty.
 *
 * <p>Source: RFC 4180.
 */
public final class Csv implements LogSink {
    private final Appendable out;
    private List<String> actors = List.of();
    private long nsPerStep = 1;

    public Csv(Appendable out) {
        this.out = out;
    }

    @Override
    public void take(LogEntry entry) throws IOException {
        if (entry instanceof LogEntry.Head head) {
            actors = head.actors();
            nsPerStep = head.nsPerStep();
            out.append("step,ns,kind,actor,from,what,gfn,detail\r\n");
        } else if (entry instanceof LogEntry.Delivered delivered) {
            String what = delivered.isContinue() ? "continue" : delivered.text();
            row(entry, "deliver", delivered.to(), actors.get(delivered.from()), what, "", "id=" + delivered.id());
        } else if (entry instanceof LogEntry.Sent sent) {
            String to = "id=" + sent.id() + " to=" + actors.get(sent.to());
            row(entry, "send", sent.from(), "", sent.text(), "", to);
        } else if (entry instanceof LogEntry.Told told) {
            told(told);
        } else if (entry instanceof LogEntry.Entry stored) {
            String gfn = "0x" + Long.toHexString(stored.gfn());
            String what = stored.tree() + " level " + stored.level() + " " + stored.state();
            String values = "0x" + Long.toHexString(stored.old()) + " -> 0x" + Long.toHexString(stored.next());
            row(entry, "entry", stored.actor(), "", what, gfn, values);
        } else if (entry instanceof LogEntry.Broken broken) {
            row(entry, "broken", -1, "", broken.rule(), "", broken.text());
        }
    }

    private void told(LogEntry.Told told) throws IOException {
        StringBuilder detail = new StringBuilder();
        String gfn = "";
        for (int i = 0; i < told.numbers().size(); i++) {
            String name = told.event().arg(i).name();
            if (!ToldCall.has(told, i)) {
                continue;
            }
            if (name.equals("gfn")) {
                gfn = told.word(i);
            } else {
                detail.append(detail.length() > 0 ? " " : "")
                        .append(name)
                        .append('=')
                        .append(told.word(i));
            }
        }
        row(told, "event", told.actor(), "", told.event().text(), gfn, detail.toString());
    }

    private void row(LogEntry entry, String kind, int actor, String from, String what, String gfn, String detail)
            throws IOException {
        out.append(Integer.toString(entry.inStep())).append(',');
        out.append(Long.toString(entry.inStep() * nsPerStep))
                .append(',')
                .append(kind)
                .append(',');
        cell(actor < 0 ? "" : actors.get(actor));
        cell(from);
        cell(what);
        cell(gfn);
        out.append(quoted(detail)).append("\r\n");
    }

    private void cell(String text) throws IOException {
        out.append(quoted(text)).append(',');
    }

    /** A cell that begins like a formula would be one to a spreadsheet. */
    private static String quoted(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean isPlain = safe.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return isPlain ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
