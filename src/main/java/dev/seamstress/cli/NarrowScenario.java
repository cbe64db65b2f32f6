package dev.seamstress.cli;

import dev.seamstress.trace.export.Wrap;
import java.util.ArrayList;
import java.util.List;

/**
 * A scenario in short lines, for a mail: what it says of itself becomes comments, and a block of facts gets a line for
 * each. It asks the same question. A row is as long as its operations.
 */
final class NarrowScenario {
    private static final String COMMENT = "// ";
    private static final char QUOTE = '"';

    private NarrowScenario() {}

    /** {@code text}: in canonical form; its lines end alike. */
    static String of(String text, int width) {
        List<String> lines = new ArrayList<>();
        text.lines().forEach(line -> {
            if (line.length() <= width) {
                lines.add(line);
            } else if (line.charAt(0) == QUOTE) {
                String said = line.substring(1, line.lastIndexOf(QUOTE));
                Wrap.lines(said, "", width - COMMENT.length()).forEach(part -> lines.add(COMMENT + part));
            } else if (line.startsWith("{ ") && line.endsWith("; }")) {
                lines.add("{");
                for (String fact : line.substring(2, line.length() - 3).split("; ")) {
                    lines.add("  " + fact + ";");
                }
                lines.add("}");
            } else {
                lines.add(line);
            }
        });
        return String.join("\n", lines) + "\n";
    }
}
