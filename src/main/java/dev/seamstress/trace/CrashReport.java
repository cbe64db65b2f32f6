package dev.seamstress.trace;

import java.util.Locale;

/**
 * A crash as people get to see it, with the command that makes it happen again.
 *
 * <p>Shape: in the template, {@code {scenario}}, {@code {seed}} and {@code {step}} stand for this run's.
 */
public record CrashReport(String scenario, long seed, Crash crash, String commandTemplate) {
    /** The command that repeats the run. */
    public String command() {
        return commandTemplate
                .replace("{scenario}", scenario)
                .replace("{seed}", Long.toString(seed))
                .replace("{step}", Integer.toString(crash.step()));
    }

    /** A few lines of plain text, each ended by a line feed. */
    public String render() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s: %s crashed", scenario, crash.machine()));
        if (crash.step() != Crash.UNKNOWN_STEP) {
            text.append(" in step ").append(crash.step());
        }
        text.append(" (seed ").append(seed).append(")\n");
        line(text, "error", crash.error().toString());
        line(text, "message", String.valueOf(crash.message()));
        line(text, "where", crash.where().isEmpty() ? crash.machine() : crash.where());
        StackTraceElement[] stack = crash.error().getStackTrace();
        if (stack.length > 0) {
            line(text, "at", stack[0].toString());
        }
        line(text, "again", command());
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format(
                Locale.ROOT, "  %-8s %s\n", label, value.lines().findFirst().orElse("")));
    }
}
