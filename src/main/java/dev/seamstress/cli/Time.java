package dev.seamstress.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time as settings write it: {@code 90s}, {@code 5m}, {@code 2h}. A unit there must be: settings mean milliseconds.
 */
record Time(Duration duration) {
    /** Reads it. */
    static final class Converter implements ITypeConverter<Time> {
        @Override
        public Time convert(String text) {
            try {
                Duration time =
                        ConfigValueFactory.fromAnyRef(text).atPath("time").getDuration("time");
                if (!time.isNegative() && text.matches(".*[a-z]")) {
                    return new Time(time);
                }
            } catch (ConfigException e) {
                // said below
            }
            throw new TypeConversionException("'" + text + "' is no time; write 90s, 5m or 2h");
        }
    }
}
