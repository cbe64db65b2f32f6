package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The pages that browser tests look at. */
final class HtmlPages {
    /** A run in which a rule is broken, in its last step. */
    static final String[] FROZEN = {"scenarios/races/b28-no-freeze.tdx", "--mutate", "b28-no-freeze", "--seed", "17"};

    /** A race that the kernel loses, or not. */
    static final String[] REMOVE = {"scenarios/races/13-remove-before-kick.tdx", "--mutate", "b33-track-no-kick"};

    private HtmlPages() {}

    /** The page of one run; returns {@code file}. */
    static Path ofRun(Path file, String... arguments) {
        List<String> line = new ArrayList<>(List.of("run", "--timeline", "none", "--html", file.toString(), "--force"));
        line.addAll(Arrays.asList(arguments));
        assertThat(Cli.run(line.toArray(String[]::new)).err()).isEmpty();
        return file;
    }

    /** The page of the run that loses {@link #REMOVE}, with that in which the kernel runs into its bug. */
    static Path ofBug(Path file) {
        return ofRun(file, REMOVE[0], REMOVE[1], REMOVE[2], "--seed", "118");
    }

    /** The page of a run that loses {@link #REMOVE} and the nearest one that does not; returns {@code file}. */
    static Path ofBoth(Path file) {
        Cli cli = Cli.run("explore", REMOVE[0], REMOVE[1], REMOVE[2], "--html", file.toString());
        assertThat(cli.code()).isZero();
        return file;
    }
}
