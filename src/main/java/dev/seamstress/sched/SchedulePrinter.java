package dev.seamstress.sched;

import java.util.Locale;

/** A schedule file as text. No line of the block is wider than {@link #WIDTH}, so that it survives being mailed. */
final class SchedulePrinter {
    static final int WIDTH = 75;
    private static final String CONTINUED = "//  ";

    private final StringBuilder text = new StringBuilder();

    /** Where the line under way begins. */
    private int lineStart;

    private SchedulePrinter() {}

    static String print(ScheduleFile file) {
        SchedulePrinter printer = new SchedulePrinter();
        printer.file(file);
        return printer.text.toString();
    }

    private void file(ScheduleFile file) {
        text.append(file.scenario());
        text.append(ScheduleBlock.FIRST)
                .append(' ')
                .append(ScheduleFile.VERSION)
                .append('\n');
        key(ScheduleReader.MODEL);
        words(file.model());
        key(ScheduleReader.MODULE);
        words(file.module());
        if (!file.without().isEmpty()) {
            key(ScheduleReader.WITHOUT);
            words(String.join(", ", file.without()));
        }
        key(ScheduleReader.SCENARIO);
        word(file.hash());
        key(ScheduleReader.RULE);
        word(file.rule());
        key(ScheduleReader.STEPS);
        word(Integer.toString(file.schedule().size()));
        key(ScheduleReader.DIGEST);
        word(hex(file.digest(), 16));
        file.loop().ifPresent(step -> {
            key(ScheduleReader.LOOP);
            word(Integer.toString(step));
        });
        choices(file.schedule());
        checks(file.checks());
        text.append('\n').append(ScheduleBlock.LAST).append('\n');
    }

    private void key(String name) {
        if (text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
        lineStart = text.length();
        text.append("// ").append(name).append(':');
    }

    private void words(String value) {
        for (String word : value.split(" ")) {
            word(word);
        }
    }

    private void word(String word) {
        if (text.length() - lineStart + 1 + word.length() > WIDTH) {
            text.append('\n');
            lineStart = text.length();
            text.append(CONTINUED);
        }
        text.append(' ').append(word);
    }

    /** The same choice again and again is written once, with how often. */
    private void choices(Schedule schedule) {
        key(ScheduleReader.CHOICES);
        int step = 0;
        while (step < schedule.size()) {
            int next = step + 1;
            while (next < schedule.size() && isSame(schedule, step, next)) {
                next++;
            }
            int times = next - step;
            word(schedule.from(step) + ">" + schedule.to(step) + (times == 1 ? "" : "*" + times));
            step = next;
        }
    }

    private static boolean isSame(Schedule schedule, int one, int other) {
        return schedule.from(one) == schedule.from(other) && schedule.to(one) == schedule.to(other);
    }

    private void checks(Checks checks) {
        if (checks.size() == 0) {
            return;
        }
        key(ScheduleReader.CHECKS);
        for (int step = 0; step < checks.size(); step++) {
            word(hex(checks.enabled(step), 3) + "." + checks.place(step) + "." + hex(checks.done(step), 4));
        }
    }

    private static String hex(long value, int digits) {
        String hex = Long.toHexString(value).toLowerCase(Locale.ROOT);
        return "0".repeat(digits - hex.length()) + hex;
    }
}
