package dev.seamstress.sched;

import java.util.regex.Pattern;

/** Turns the entries of a schedule file into values. Errors: as problems; what is then returned means nothing. */
final class ScheduleValues {
    private static final int ID_MAX = 65_535;
    private static final int WORDS_CHARS_MAX = 8_192;

    private final ScheduleProblems problems;

    // The word that is being read: its piece, and what it spans.
    private ScheduleEntry.Piece piece;
    private int start;
    private int end;

    ScheduleValues(ScheduleProblems problems) {
        this.problems = problems;
    }

    /** What takes the words of an entry, one by one. */
    private interface Taker {
        /** False if the word is wrong. */
        boolean take(String word);
    }

    /**
     * Gives the words of {@code entry} to {@code taker}; each that is wrong is a problem that says what was expected.
     */
    private void each(ScheduleEntry entry, String expected, Taker taker) {
        for (ScheduleEntry.Piece each : entry.pieces()) {
            piece = each;
            end = each.start();
            while (next() && !problems.isFull()) {
                String word = piece.line().substring(start, end);
                if (!taker.take(word)) {
                    wrong(expected + ", not " + ScheduleProblems.quoted(word));
                }
            }
        }
    }

    private boolean next() {
        String line = piece.line();
        start = end;
        while (start < line.length() && Character.isWhitespace(line.charAt(start))) {
            start++;
        }
        end = start;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        return start < end;
    }

    private void wrong(String message) {
        problems.add(piece.number(), start + 1, end - start, "expected " + message, null);
    }

    /** All words, with one space between them. */
    String words(ScheduleEntry entry, Pattern form, String expected) {
        StringBuilder words = new StringBuilder();
        each(entry, expected, word -> {
            boolean fits = words.length() + word.length() < WORDS_CHARS_MAX;
            words.append(words.isEmpty() ? "" : " ").append(fits ? word : "");
            return fits;
        });
        String value = words.toString();
        if (!form.matcher(value).matches() && problems.isEmpty()) {
            String found = value.isEmpty() ? "" : ", not " + ScheduleProblems.quoted(value);
            entry.problem(problems, "expected " + expected + found, null);
        }
        return value;
    }

    /** A number from {@code min} to {@code max}. */
    int number(ScheduleEntry entry, int min, int max, String expected) {
        String form = expected + " from " + min + " to " + max;
        String value = words(entry, Pattern.compile("[0-9]{1,9}"), form);
        int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : min;
        if (problems.isEmpty() && (number < min || number > max)) {
            entry.problem(problems, "expected " + form + ", not `" + value + "`", null);
        }
        return number;
    }

    long hex(ScheduleEntry entry, int digits, String expected) {
        String value = words(entry, Pattern.compile("[0-9a-f]{" + digits + "}"), expected);
        return problems.isEmpty() ? Long.parseUnsignedLong(value, 16) : 0;
    }

    /** Words as {@code 0>3} or {@code 0>3*17}. */
    Schedule choices(ScheduleEntry entry) {
        Schedule.Recorder choices = new Schedule.Recorder();
        each(entry, "a choice, as `0>3` or `0>3*17`", word -> {
            int arrow = word.indexOf('>');
            int star = word.indexOf('*', Math.max(arrow, 0));
            int from = decimal(word, 0, arrow, ID_MAX);
            int to = decimal(word, arrow + 1, star < 0 ? word.length() : star, ID_MAX);
            int times = star < 0 ? 1 : decimal(word, star + 1, word.length(), ScheduleFile.CHOICES_MAX);
            if (from < 0 || to < 0 || times < 1) {
                return false;
            }
            if (choices.size() + times > ScheduleFile.CHOICES_MAX) {
                wrong("at most 2,000,000 choices, and here they are more");
                return true;
            }
            for (int i = 0; i < times; i++) {
                choices.add(from, to);
            }
            return true;
        });
        return choices.toSchedule();
    }

    /** Words as {@code 3f1.2.77a0}. */
    Checks checks(ScheduleEntry entry) {
        Checks.Recorder checks = new Checks.Recorder();
        each(entry, "a check, as `3f1.2.77a0`", word -> {
            int first = word.indexOf('.');
            int second = word.indexOf('.', first + 1);
            int enabled = first == 3 ? hex(word, 0, 3) : -1;
            int place = second < 0 ? -1 : decimal(word, first + 1, second, Checks.PLACE_MAX);
            int done = word.length() == second + 5 ? hex(word, second + 1, word.length()) : -1;
            if (enabled < 0 || place < 0 || done < 0) {
                return false;
            }
            if (checks.size() == ScheduleFile.CHOICES_MAX) {
                wrong("at most 2,000,000 checks, and here they are more");
                return true;
            }
            checks.add(enabled, place, done);
            return true;
        });
        return checks.toChecks();
    }

    /** The decimal number between two indices, or -1 if there is none, or a larger one than {@code max}. */
    private static int decimal(String word, int from, int to, int max) {
        if (from >= to || to - from > 10) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            char c = word.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number > max ? -1 : (int) number;
    }

    /** The number in lower-case hex digits between two indices, or -1. */
    private static int hex(String word, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = "0123456789abcdef".indexOf(word.charAt(i));
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
