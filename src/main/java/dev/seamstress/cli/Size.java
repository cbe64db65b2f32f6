package dev.seamstress.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An amount of memory as people write it: {@code 512M}, {@code 4G}; without a letter, bytes. */
record Size(long bytes) {
    /** Reads it. */
    static final class Converter implements ITypeConverter<Size> {
        @Override
        public Size convert(String text) {
            if (!text.matches("[0-9]{1,12}[KMGkmg]?")) {
                throw new TypeConversionException("'" + text + "' is no size; write 512M or 4G");
            }
            char last = Character.toUpperCase(text.charAt(text.length() - 1));
            int shift = last == 'K' ? 10 : last == 'M' ? 20 : last == 'G' ? 30 : 0;
            String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
            return new Size(Math.multiplyExact(Long.parseLong(digits), 1L << shift));
        }
    }
}
