package dev.seamstress.scenario.ast;

import java.util.Locale;

/**
 * An integer and its spelling.
 *
 * <p>Shape: {@code value} is what it comes to where it stands: a number, gfns or pages, or nanoseconds. The spelling,
 * {@code 0x100} or {@code 2M}, is for printing and takes no part in equality.
 */
public record Num(long value, Spelling spelling, At at) {
    /** A number with the spelling {@code text}. */
    public static Num of(long value, String text, At at) {
        return new Num(value, new Spelling(text), at);
    }

    /** A number that was not written, spelt in decimal. */
    public static Num decimal(long value) {
        return of(value, Long.toString(value), At.NONE);
    }

    /** A gfn that was not written, spelt in hexadecimal as gfns are. */
    public static Num hex(long value, At at) {
        return of(value, String.format(Locale.ROOT, "0x%x", value), at);
    }

    /** The number as it was written. */
    public String text() {
        return spelling.text;
    }

    /** How a number was spelt. All spellings are equal. */
    public static final class Spelling {
        private final String text;

        private Spelling(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Spelling;
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
