package dev.seamstress.trace.convert;

import dev.seamstress.trace.export.Ascii;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.trace.log.ToldCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run for ShiViz: an event of an actor in two lines, its vector clock and what it was. The first line is the regular
 * expression that ShiViz asks for.
 *
 * <p>Shape: a clock counts each actor's steps; it passes from the send of a message to its delivery.
 *
 * <p>Source: bestchai.bitbucket.io/shiviz, the log format.
 */
public final class ShiViz implements LogSink {
    /** What to give to ShiViz as "log parsing regular expression". */
    public static final String REGEX = "(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)";

    private final Appendable out;
    private final Map<Long, int[]> sentClocks = new TreeMap<>();
    private final List<LogEntry> step = new ArrayList<>();
    private List<String> actors = List.of();
    private int[][] clocks = new int[0][];

    public ShiViz(Appendable out) {
        this.out = out;
    }

    @Override
    public void take(LogEntry entry) throws IOException {
        if (entry instanceof LogEntry.Head head) {
            actors = head.actors().stream()
                    .map(name -> Ascii.escape(name).replace(' ', '_'))
                    .toList();
            clocks = new int[actors.size()][actors.size()];
            out.append(REGEX).append("\n\n");
        } else if (entry instanceof LogEntry.Delivered || entry instanceof LogEntry.End) {
            write();
            step.add(entry);
        } else {
            step.add(entry);
        }
    }

    private void write() throws IOException {
        if (!step.isEmpty() && step.get(0) instanceof LogEntry.Delivered delivered) {
            int[] clock = clocks[delivered.to()];
            int[] sent = sentClocks.remove(delivered.id());
            for (int i = 0; sent != null && i < clock.length; i++) {
                clock[i] = Math.max(clock[i], sent[i]);
            }
            clock[delivered.to()]++;
            for (LogEntry entry : step) {
                if (entry instanceof LogEntry.Sent message) {
                    sentClocks.put(message.id(), clock.clone());
                }
            }
            out.append(actors.get(delivered.to()))
                    .append(' ')
                    .append(json(clock))
                    .append('\n');
            out.append(what(delivered)).append('\n');
        }
        step.clear();
    }

    private String json(int[] clock) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < clock.length; i++) {
            if (clock[i] > 0) {
                text.append(text.length() > 1 ? ", " : "").append('"');
                text.append(actors.get(i).replace("\"", "'")).append("\":").append(clock[i]);
            }
        }
        return text.append('}').toString();
    }

    /** The message, and the events after it, in one line. */
    private String what(LogEntry.Delivered delivered) {
        StringBuilder text = new StringBuilder(delivered.isContinue() ? "" : delivered.text());
        for (LogEntry entry : step) {
            if (entry instanceof LogEntry.Told told) {
                text.append(text.length() > 0 ? "; " : "").append(told.event().text());
                for (int i = 0; i < told.numbers().size(); i++) {
                    if (!ToldCall.has(told, i)) {
                        continue;
                    }
                    text.append(' ')
                            .append(told.event().arg(i).name())
                            .append('=')
                            .append(told.word(i));
                }
            }
        }
        return Ascii.escape(text.length() == 0 ? "goes on" : text.toString());
    }
}
