package dev.seamstress.trace.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that are kept beside the tests; {@code -Dseamstress.golden=update} writes them anew, to be read before a
 * commit.
 */
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/dev/seamstress/trace/export");

    private Golden() {}

    public static void check(String name, String actual) throws IOException {
        Path file = FOLDER.resolve(name);
        if ("update".equals(System.getProperty("seamstress.golden"))) {
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file));
    }
}
