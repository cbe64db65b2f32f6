package dev.seamstress.load.job;

import java.math.BigDecimal;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times, sizes and rates as jobs write them. Each has a unit; one without is no quantity. */
public final class Quantity {
    static final String TIMES = "a time has a unit: `250ns`, `3us`, `1.5ms`, `2s`";
    static final String SIZES = "a size has a unit: `4KiB`, `256MiB`, `8GiB`, `1TiB`";
    static final String RATES = "a rate says how many a second: `20/s`, `200k/s`, `1.5M/s`";

    /** What is a time, but not one that can be. */
    static final String TIMES_MOST = "it is a whole number of nanoseconds, and at most a day: `86400s`";

    /** The same of sizes. */
    static final String SIZES_MOST = "it is a whole number of bytes, and at most `64TiB`";

    /** The same of rates. */
    static final String RATES_MOST = "it is more than 0, and at most `1000M/s`";

    private static final String NUMBER = "(\\d{1,15}(?:\\.\\d{1,9})?)\\s*";
    private static final Pattern TIME = Pattern.compile(NUMBER + "(ns|us|ms|s)");
    private static final Pattern SIZE = Pattern.compile(NUMBER + "(KiB|MiB|GiB|TiB)");
    private static final Pattern RATE = Pattern.compile(NUMBER + "([kM]?)/s");

    private Quantity() {}

    /** True for a time or a size, whether or not it is one that can be. */
    static boolean isQuantity(String text) {
        return TIME.matcher(text.strip()).matches()
                || SIZE.matcher(text.strip()).matches();
    }

    /** Nanoseconds; nothing if it is no whole number of them, or more than a day. */
    public static OptionalLong time(String text) {
        Matcher matcher = TIME.matcher(text.strip());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long unit = switch (matcher.group(2)) {
            case "ns" -> 1;
            case "us" -> 1_000;
            case "ms" -> 1_000_000;
            default -> 1_000_000_000;
        };
        return whole(matcher.group(1), unit, 86_400_000_000_000L);
    }

    /** Bytes; nothing if it is no whole number of them, or more than 64 TiB. */
    static OptionalLong size(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        int shift = switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 40;
        };
        return whole(matcher.group(1), 1L << shift, 64L << 40);
    }

    private static OptionalLong whole(String number, long unit, long max) {
        BigDecimal value = new BigDecimal(number).multiply(BigDecimal.valueOf(unit));
        boolean isWhole = value.stripTrailingZeros().scale() <= 0;
        return isWhole && value.compareTo(BigDecimal.valueOf(max)) <= 0
                ? OptionalLong.of(value.longValueExact())
                : OptionalLong.empty();
    }

    /** So many a second. */
    static OptionalDouble rate(String text) {
        Matcher matcher = RATE.matcher(text.strip());
        if (!matcher.matches()) {
            return OptionalDouble.empty();
        }
        double unit = switch (matcher.group(2)) {
            case "k" -> 1e3;
            case "M" -> 1e6;
            default -> 1;
        };
        return OptionalDouble.of(Double.parseDouble(matcher.group(1)) * unit);
    }
}
