package dev.seamstress.trace.convert;

import dev.seamstress.trace.export.Ascii;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import java.io.IOException;
import java.util.List;

/**
 * A short run as a sequence diagram for Mermaid, which GitHub draws: an arrow a message, from its sender to its
 * receiver, in the order of deliveries.
 *
 * <p>Shape: at most {@link #MESSAGES_MAX} messages and {@link #TEXT_MAX} characters, since viewers refuse more.
 *
 * <p>Source: mermaid.js.org, sequence diagrams; its {@code maxTextSize}.
 */
public final class Mermaid implements LogSink {
    /** More arrows than anybody reads. */
    public static final int MESSAGES_MAX = 200;

    /** What Mermaid draws unless it is told otherwise, with some room. */
    public static final int TEXT_MAX = 49_000;

    private final StringBuilder text = new StringBuilder("sequenceDiagram\n");
    private final boolean[] isUsed = new boolean[1 << 16];
    private final StringBuilder arrows = new StringBuilder();
    private List<String> actors = List.of();
    private int messages;

    @Override
    public void take(LogEntry entry) throws IOException {
        if (entry instanceof LogEntry.Head head) {
            actors = head.actors();
            text.append("  %% ").append(safe(head.scenario() + ", " + head.model() + ", module " + head.module()));
            text.append(", ").append(safe(head.choices())).append('\n');
        } else if (entry instanceof LogEntry.Delivered delivered && !delivered.isContinue()) {
            messages++;
            arrow(delivered);
        } else if (entry instanceof LogEntry.Broken broken) {
            isUsed[0] = true;
            arrows.append("  Note over a0: ")
                    .append(safe(broken.rule() + " broken: " + broken.text()))
                    .append('\n');
        }
    }

    private void arrow(LogEntry.Delivered delivered) {
        if (arrows.length() > TEXT_MAX) {
            return;
        }
        isUsed[delivered.from()] = true;
        isUsed[delivered.to()] = true;
        arrows.append("  a").append(delivered.from()).append("->>a").append(delivered.to());
        arrows.append(": ").append(safe(delivered.text())).append('\n');
    }

    /** What Mermaid would take for its own is written as an entity. */
    private static String safe(String said) {
        StringBuilder out = new StringBuilder();
        for (char c : Ascii.escape(said).toCharArray()) {
            boolean isPlain = Character.isLetterOrDigit(c) || " _.,:=()[]+-/@".indexOf(c) >= 0;
            if (isPlain) {
                out.append(c);
            } else {
                out.append('#').append((int) c).append(';');
            }
        }
        return out.toString();
    }

    /** True if the run is too long to be drawn. */
    public boolean isTooLong() {
        return messages > MESSAGES_MAX || text.length() + arrows.length() > TEXT_MAX;
    }

    /** How many messages were delivered. */
    public int messages() {
        return messages;
    }

    /** Writes the diagram. Requires: it is not {@link #isTooLong}. */
    public void write(Appendable out) throws IOException {
        out.append(text);
        for (int id = 0; id < actors.size(); id++) {
            if (isUsed[id]) {
                out.append("  participant a").append(Integer.toString(id)).append(" as ");
                out.append(safe(actors.get(id))).append('\n');
            }
        }
        out.append(arrows);
    }
}
