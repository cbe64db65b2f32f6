package dev.seamstress.load.job;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the numbers of a metric are, which its name tells. */
public enum MetricUnit {
    /** Nanoseconds. */
    TIME("a time, as in `200us`"),
    /** From 0 to 1, or more where several threads are looked at. */
    SHARE("a share, as in `1%` or `0.01`"),
    /** So many a second. */
    RATE("a rate, as in `20k/s`"),
    /** How many, or how many on average. */
    COUNT("a number, as in `300`");

    private static final Pattern SHARES =
            Pattern.compile(".*\\.(share|utilisation|contention|little|worst)(\\.max)?|lost\\..*");
    private static final Pattern TIMES = Pattern.compile(".*\\.(mean|min|max|p50|p90|p99|p999|time)|.*\\.part\\..*");
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)\\s*(%?)");

    private final String form;

    MetricUnit(String form) {
        this.form = form;
    }

    /** That of the metric. */
    public static MetricUnit of(String metric) {
        if (SHARES.matcher(metric).matches()) {
            return SHARE;
        } else if (TIMES.matcher(metric).matches() && !metric.endsWith(".queue.max")) {
            return TIME;
        }
        return metric.endsWith(".rate") ? RATE : COUNT;
    }

    /** How people write it. */
    String form() {
        return form;
    }

    /** What a text says that is written so; nothing if it is not. Zero needs no unit. */
    OptionalDouble read(String text) {
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            double value = Double.parseDouble(number.group(1));
            boolean isPercent = !number.group(2).isEmpty();
            boolean isRight = value == 0 || this == SHARE || this == COUNT && !isPercent;
            return isRight ? OptionalDouble.of(isPercent ? value / 100 : value) : OptionalDouble.empty();
        }
        OptionalLong time = this == TIME ? Quantity.time(text) : OptionalLong.empty();
        if (time.isPresent()) {
            return OptionalDouble.of((double) time.getAsLong());
        }
        return this == RATE ? Quantity.rate(text) : OptionalDouble.empty();
    }
}
