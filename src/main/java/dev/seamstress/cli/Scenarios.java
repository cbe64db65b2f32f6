package dev.seamstress.cli;

import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.Problems;
import dev.seamstress.world.ModelNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The scenario files that commands are given. */
final class Scenarios {
    /** The names that scenarios may use. */
    public static final ModelNames NAMES = new ModelNames();

    private Scenarios() {}

    /** Reads a file. Errors: in the result, a missing file among them. */
    public static ReadResult read(String file) {
        try {
            return Input.isPipe(file)
                    ? ScenarioReader.read(file, () -> Input.open(file), NAMES)
                    : ScenarioReader.read(Path.of(file), NAMES);
        } catch (InvalidPathException e) {
            Problems problems = new Problems(file.replace('\0', '?'), null, List.of(wrongName(e)));
            return new ReadResult(Optional.empty(), null, null, problems);
        }
    }

    /** What is said of a name that cannot be a file's. */
    static Problem wrongName(InvalidPathException wrong) {
        String why = wrong.getInput().indexOf('\0') >= 0
                ? "the name has a NUL character"
                : "the locale has not all characters of the name; with LC_ALL=C.UTF-8 it has";
        return Problem.error(At.NONE, "no file can be named so here", why);
    }

    /**
     * The scenarios named by {@code paths}: files as they are, directories as the {@code .tdx} files below them,
     * sorted.
     */
    static List<String> below(List<String> paths) {
        List<String> files = new ArrayList<>();
        for (String path : paths) {
            if (!isDirectory(path)) {
                files.add(path);
                continue;
            }
            try (Stream<Path> found = Files.walk(Path.of(path))) {
                found.filter(file -> file.toString().endsWith(".tdx"))
                        .map(Path::toString)
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    /** False for a name that no file can have here: whoever reads it reports it. */
    private static boolean isDirectory(String path) {
        try {
            return Files.isDirectory(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
