package dev.seamstress.sched;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
    private static final Pattern TITLE = Pattern.compile("TDX\\s+\\S");

    /** What may stand above a scenario and belong to it. */
    private static final Pattern COMMENTS = Pattern.compile("(?:\\s++|//[^\n]*+|\\(\\*(?:[^*]|\\*(?!\\)))*+\\*\\))*+");

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

    /**
     * What stands before the block; without the quote if all of it is quoted. Of what stands above the scenario in a
     * whole mail only the empty lines are left, so that places stay what they are.
     */
    String scenario() {
        int start = startInMail();
        List<String> before = lines.subList(start, first);
        boolean isAllQuoted = before.stream().allMatch(line -> line.isBlank() || isQuoted(line));
        StringBuilder scenario = new StringBuilder("\n".repeat(start));
        for (String line : before) {
            scenario.append(isAllQuoted && isQuoted(line) ? unquoted(line) : line)
                    .append('\n');
        }
        return scenario.toString().stripTrailing() + "\n";
    }

    /** True if something stands above the scenario that is none of it: this is a mail, and more may stand below. */
    boolean isInMail() {
        return startInMail() > 0;
    }

    /** The line at which the scenario begins in a mail; 0 if nothing stands above it but what can belong to it. */
    private int startInMail() {
        for (int i = first - 1; i > 0; i--) {
            if (isQuoted(lines.get(i)) && TITLE.matcher(unquoted(lines.get(i))).lookingAt()) {
                return isForeign(lines.subList(0, i)) ? i : 0;
            }
        }
        return 0;
    }

    private boolean isForeign(List<String> above) {
        String text = above.stream()
                .map(line -> isQuoted(line) ? unquoted(line) : line)
                .collect(Collectors.joining("\n"));
        return !text.startsWith("\ufeff") && !COMMENTS.matcher(text).matches();
    }
}
