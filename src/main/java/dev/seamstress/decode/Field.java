package dev.seamstress.decode;

/** A row of a table: {@code bits} as {@code 51:12}, the field's name, its value, and what that means, or nothing. */
public record Field(String bits, String name, String value, String meaning) {
    /** One bit of {@code word}. */
    static Field bit(long word, int bit, String name, String ifSet, String ifClear) {
        boolean isSet = (word >>> bit & 1) != 0;
        return new Field(Integer.toString(bit), name, isSet ? "1" : "0", isSet ? ifSet : ifClear);
    }

    /** Bits {@code high} to {@code low} of {@code word}, in hexadecimal. */
    static Field bits(long word, int high, int low, String name, String meaning) {
        return new Field(high + ":" + low, name, LowHalf.hex(cut(word, high, low)), meaning);
    }

    /** The value of bits {@code high} to {@code low}, both included. */
    static long cut(long word, int high, int low) {
        return word << 63 - high >>> 63 - high + low;
    }
}
