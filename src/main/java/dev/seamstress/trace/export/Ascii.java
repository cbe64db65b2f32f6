package dev.seamstress.trace.export;

import java.util.Locale;

/** Text made harmless, and the ways in which names and numbers are written. */
public final class Ascii {
    private static final String DIGITS = "0123456789abcdef";

    private Ascii() {}

    /** The text with everything but printable ASCII, and the backslash, written as escapes. */
    public static String escape(String text) {
        int clean = 0;
        while (clean < text.length() && isPlain(text.charAt(clean))) {
            clean++;
        }
        if (clean == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, clean);
        for (int i = clean; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                out.append(c);
            } else if (c == '\\') {
                out.append("\\\\");
            } else if (c < 0x100) {
                hex(out.append("\\x"), c, 2);
            } else {
                hex(out.append("\\u"), c, 4);
            }
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '\\';
    }

    /** {@code LockRequest} as {@code lock_request}. */
    static String words(String camelCase) {
        StringBuilder out = new StringBuilder(camelCase.length() + 8);
        for (int i = 0; i < camelCase.length(); i++) {
            char c = camelCase.charAt(i);
            if (Character.isUpperCase(c) && i > 0 && startsWord(camelCase, i)) {
                out.append('_');
            }
            out.append(c);
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean startsWord(String camelCase, int i) {
        boolean isAfterLower = !Character.isUpperCase(camelCase.charAt(i - 1));
        boolean isBeforeLower = i + 1 < camelCase.length() && Character.isLowerCase(camelCase.charAt(i + 1));
        return isAfterLower || isBeforeLower;
    }

    /** Hexadecimal without prefix, of the digits that it needs. */
    static StringBuilder hex(StringBuilder out, long value) {
        return hex(out, value, 1);
    }

    /** Hexadecimal without prefix, of at least {@code minDigits} digits. */
    static StringBuilder hex(StringBuilder out, long value, int minDigits) {
        int digits = Math.max(minDigits, (67 - Long.numberOfLeadingZeros(value)) / 4);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            out.append(DIGITS.charAt((int) (value >>> shift) & 15));
        }
        return out;
    }

    /** Decimal, filled up to {@code width} from the left. */
    static StringBuilder decimal(StringBuilder out, long value, int width, char fill) {
        int start = out.length();
        out.append(value);
        while (out.length() - start < width) {
            out.insert(start, fill);
        }
        return out;
    }

    static StringBuilder spaces(StringBuilder out, int count) {
        for (int i = 0; i < count; i++) {
            out.append(' ');
        }
        return out;
    }
}
