package dev.seamstress.sched;

import java.util.List;
import java.util.Optional;

/**
 * Where in a text the schedule stands, and by what its lines are quoted.
 *
 * <p>Shape: {@code lines} are all lines of the text, without their ends; {@code first} is the index of the block's
 * first line. {@code quote} stands before each line of the block: marks of a quoted mail, or an indentation; most often
 * it is empty.
 */
record ScheduleBlock(List<String> lines, int first, String quote) {
    static final String FIRST = "// seamstress schedule";
    static final String LAST = "// end of schedule";
    private static final String QUOTE_MARKS = "> \t|";

    static Optional<ScheduleBlock> find(String text) {
        if (!text.contains(FIRST)) {
            return Optional.empty();
        }
        List<String> lines = List.of(text.split("\r?\n", -1));
        for (int i = 0; i < lines.size(); i++) {
            int at = lines.get(i).indexOf(FIRST);
            if (at >= 0 && isQuote(lines.get(i).substring(0, at))) {
                return Optional.of(new ScheduleBlock(lines, i, lines.get(i).substring(0, at)));
            }
        }
        return Optional.empty();
    }

    private static boolean isQuote(String start) {
        return start.chars().allMatch(c -> QUOTE_MARKS.indexOf(c) >= 0);
    }

    /** True if a line begins as the block's first does; of an empty one mail programs drop the space at the end. */
    boolean isQuoted(String line) {
        return line.startsWith(quote) || line.equals(quote.stripTrailing());
    }

    /** A line without the quote. Requires: {@link #isQuoted}. */
    String unquoted(String line) {
        return line.length() < quote.length() ? "" : line.substring(quote.length());
    }

    /** What stands before the block; without the quote if all of it is quoted. */
    String scenario() {
        List<String> before = lines.subList(0, first);
        boolean isAllQuoted = before.stream().allMatch(line -> line.isBlank() || isQuoted(line));
        StringBuilder scenario = new StringBuilder();
        for (String line : before) {
            scenario.append(isAllQuoted && isQuoted(line) ? unquoted(line) : line)
                    .append('\n');
        }
        return scenario.toString().stripTrailing() + "\n";
    }
}
