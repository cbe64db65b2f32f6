package dev.seamstress.cli;

import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.world.ModelNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The scenario files that commands are given. */
final class Scenarios {
    /** The names that scenarios may use. */
    public static final ModelNames NAMES = new ModelNames();

    private Scenarios() {}

    /** Reads a file. Errors: in the result, a missing file among them. */
    public static ReadResult read(String file) {
        try {
            return ScenarioReader.read(Path.of(file), NAMES);
        } catch (InvalidPathException e) {
            return ScenarioReader.read(file.replace('\0', '?'), new byte[0], NAMES);
        }
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
