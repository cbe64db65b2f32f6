package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: every command line ends with the right exit code, results on stdout and talk on stderr.
 *
 * <p>Method: the commands run inside the test with streams of their own.
 */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void versionNamesSeamstressAndJava() {
        assertThat(run("version")).isZero();
        assertThat(out.toString())
                .matches("seamstress [0-9.]+\\RJava " + Runtime.version().feature() + ".*\\R");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void versionAsJson() {
        assertThat(run("version", "--json")).isZero();
        assertThat(out.toString()).matches("\\{\"seamstress\":\"[0-9.]+\",\"java\":\"[^\"]+\"}\\R");
    }

    @Test
    void helpIsAResult() {
        assertThat(run("help")).isZero();
        assertThat(out.toString()).startsWith("Usage: seamstress").contains("version");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aMistypedCommandIsAUsageErrorWithAHint() {
        assertThat(run("versoin")).isEqualTo(64);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("'versoin'", "Did you mean: seamstress version");
    }

    @Test
    void anUnknownOptionPointsAtTheHelpOfItsCommand() {
        assertThat(run("version", "--frobnicate")).isEqualTo(64);
        assertThat(err.toString()).contains("--frobnicate", "Try 'seamstress version --help'.");
    }

    @ParameterizedTest
    @CsvSource({"run, --seed, abc", "run, --until, 1.5", "explore, --depth, 99999999999", "bench, --rounds, many"})
    void whatIsNoNumberIsToldInNoWordOfJava(String command, String option, String value) {
        assertThat(run(command, option, value, "x.tdx")).isEqualTo(64);
        assertThat(err.toString()).startsWith("seamstress: Invalid value for option '" + option + "': '" + value);
        assertThat(err.toString()).doesNotContain("long", "an int");
    }

    @Test
    void noCommandIsAUsageError() {
        assertThat(run()).isEqualTo(64);
        assertThat(err.toString()).contains("no command given");
    }

    @Test
    void aBugOfOursIsOneLineAndTheStackOnlyOnRequest() {
        assertThat(Main.run(new PrintWriter(new Broken()), new PrintWriter(err), "version"))
                .isEqualTo(70);
        assertThat(err.toString()).startsWith("seamstress: internal error: ").hasLineCount(1);

        assertThat(Main.run(new PrintWriter(new Broken()), new PrintWriter(err), "version", "--debug"))
                .isEqualTo(70);
        assertThat(err.toString()).contains("broken on purpose", "\tat " + Broken.class.getName());
    }

    @Test
    void aFullHeapIsNoBugAndSaysWhatToDo() {
        StringWriter full = new StringWriter() {
            @Override
            public void write(String text, int start, int length) {
                throw new OutOfMemoryError("on purpose");
            }
        };
        assertThat(Main.run(new PrintWriter(full), new PrintWriter(err), "version"))
                .isEqualTo(70);
        assertThat(err.toString())
                .startsWith("seamstress: out of memory")
                .contains("--memory", "--workers", "SEAMSTRESS_JAVA_OPTS")
                .doesNotContain("internal error");
    }

    @Test
    void aFailedAssertionIsABugOfOursToo() {
        StringWriter asserting = new StringWriter() {
            @Override
            public void write(String text, int start, int length) {
                throw new AssertionError("failed on purpose");
            }
        };
        assertThat(Main.run(new PrintWriter(asserting), new PrintWriter(err), "version"))
                .isEqualTo(70);
        assertThat(err.toString()).contains("failed on purpose").hasLineCount(1);
    }

    /** A stdout that makes the command behind it fail. */
    private static final class Broken extends StringWriter {
        @Override
        public void write(String text, int start, int length) {
            throw new IllegalStateException("broken on purpose");
        }
    }

    private int run(String... args) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), args);
    }
}
