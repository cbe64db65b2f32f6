package dev.seamstress.load.random;

import java.util.Locale;

/** Nanoseconds as people read them. */
public final class Times {
    private static final String[] UNITS = {"ns", "us", "ms", "s"};

    private Times() {}

    /** Four digits at most, in the unit that suits. */
    public static String text(long ns) {
        return text((double) ns);
    }

    /** Four digits at most, in the unit that suits. */
    public static String text(double ns) {
        double value = ns;
        int unit = 0;
        while (Math.abs(value) >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f%s", value, UNITS[unit]);
        }
        String form = Math.abs(value) >= 100 ? "%.0f%s" : Math.abs(value) >= 10 ? "%.1f%s" : "%.2f%s";
        return String.format(Locale.ROOT, form, value, UNITS[unit]);
    }
}
