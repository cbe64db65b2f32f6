package dev.seamstress.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as people write it: {@code 90s}, {@code 5m}, {@code 2h}; without a letter, seconds. */
record Time(Duration duration) {
    /** Reads it. */
    static final class Converter implements ITypeConverter<Time> {
        @Override
        public Time convert(String text) {
            if (!text.matches("[0-9]{1,9}(ms|s|m|h)?")) {
                throw new TypeConversionException("'" + text + "' is no time; write 90s, 5m or 2h");
            }
            String unit = text.replaceAll("[0-9]", "");
            long number = Long.parseLong(text.substring(0, text.length() - unit.length()));
            return new Time(
                    switch (unit) {
                        case "ms" -> Duration.ofMillis(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofSeconds(number);
                    });
        }
    }
}
