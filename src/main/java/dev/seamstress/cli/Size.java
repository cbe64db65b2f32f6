package dev.seamstress.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An amount of memory as settings write it: {@code 512M}, {@code 4GiB}; without a unit, bytes. */
record Size(long bytes) {
    /** Reads it. */
    static final class Converter implements ITypeConverter<Size> {
        @Override
        public Size convert(String text) {
            try {
                return new Size(
                        ConfigValueFactory.fromAnyRef(text).atPath("size").getBytes("size"));
            } catch (ConfigException e) {
                throw new TypeConversionException("'" + text + "' is no size; write 512M or 4G");
            }
        }
    }
}
