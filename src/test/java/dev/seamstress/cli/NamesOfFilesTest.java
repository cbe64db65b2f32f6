package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.InvalidPathException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: of a name that no file can have here it is said what is wrong with the name, and nothing of a content. */
class NamesOfFilesTest {
    private static final String NUL =
            "no?file: error: no file can be named so here\nhint: the name has a NUL character\n";

    @ParameterizedTest
    @ValueSource(
            strings = {"run", "explore", "lint", "fmt", "matrix", "selftest", "replay", "shrink", "explain", "view"})
    void aNameWithANul(String command) {
        Cli cli = Cli.run(command, "no\0file");
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.err()).startsWith(NUL);
    }

    @Test
    void aNameThatTheLocaleCannotWrite() {
        InvalidPathException problem = new InvalidPathException("\u00e9.tdx", "Malformed input or input contains …");
        assertThat(Scenarios.wrongName(problem).message()).isEqualTo("no file can be named so here");
        assertThat(Scenarios.wrongName(problem).hint())
                .isEqualTo("the locale has not all characters of the name; with LC_ALL=C.UTF-8 it has");
    }
}
