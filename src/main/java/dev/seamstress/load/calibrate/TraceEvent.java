package dev.seamstress.load.calibrate;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One event of an ftrace text: {@code task-PID [cpu] flags timestamp: event: text}.
 *
 * <p>Shape: {@code time}: in nanoseconds, or ticks if {@code decimals} is 0: the clock's timestamp has no point then.
 * {@code decimals}: digits behind the point, of seconds.
 *
 * <p>Source: Linux, kernel/trace/trace_output.c, trace_print_context(), and what trace-cmd report prints.
 */
record TraceEvent(int thread, long time, int decimals, String name, String text) {
    private static final Pattern PROCESS = Pattern.compile("-(\\d{1,9})(?:\\s+\\(\\s*[-\\d]+\\))?\\s*$");
    private static final String CPU_AND_FLAGS = "\\[\\d{1,5}\\]\\s{1,9}(?:[^\\s\\d:][^\\s:]{2,7}\\s{1,30})?";
    private static final String TIMESTAMP = "(\\d{1,18})(?:\\.(\\d{1,9}))?: {1,9}";
    private static final Pattern REST = Pattern.compile(CPU_AND_FLAGS + TIMESTAMP + "([\\w.:-]{1,100}):(.*)");
    private static final int TASK_MAX = 64;
    private static final long SECONDS_MAX = 9_000_000_000L;
    private static final int NANO_DIGITS = 9;

    /** The event that a line tells, if it does. */
    static Optional<TraceEvent> of(String line) {
        int cpu = line.indexOf(" [");
        if (cpu < 0 || cpu > TASK_MAX) {
            return Optional.empty();
        }
        Matcher process = PROCESS.matcher(line.substring(0, cpu));
        Matcher rest = REST.matcher(line.substring(cpu + 1));
        if (!process.find() || !rest.matches()) {
            return Optional.empty();
        }
        String fraction = rest.group(2) == null ? "" : rest.group(2);
        long whole = Long.parseLong(rest.group(1));
        if (!fraction.isEmpty() && whole > SECONDS_MAX) {
            return Optional.empty();
        }
        long time = fraction.isEmpty()
                ? whole
                : whole * 1_000_000_000L + Long.parseLong(fraction + "0".repeat(NANO_DIGITS - fraction.length()));
        String name = rest.group(3);
        return Optional.of(new TraceEvent(
                Integer.parseInt(process.group(1)),
                time,
                fraction.length(),
                name.substring(name.lastIndexOf(':') + 1),
                rest.group(4)));
    }
}
