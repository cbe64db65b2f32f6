package dev.seamstress.cli;

import dev.seamstress.trace.export.RaceDiagram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options about how counterexamples are shown and kept. */
final class CounterexampleOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = {
                "Write each counterexample there, as NAME-HASH.schedule; 'seamstress replay' repeats it.",
                "If not given, those that no file expects are written, into the current directory."
            })
    private Path directory;

    @Option(
            names = "--mail",
            description = {
                "Print of counterexamples what can be pasted into a mail, or saved and replayed: scenario, drawing",
                "and schedule in one; all else about them goes to stderr."
            })
    private boolean isMail;

    @Option(
            names = "--width",
            paramLabel = "N",
            description = "How wide drawings of counterexamples may be, 60 to 200; 75 if not given.")
    private int width = RaceDiagram.WIDTH;

    /** Errors: {@link ParameterException} for what makes no sense. */
    void check(CommandLine command) {
        if (width < RaceDiagram.WIDTH_MIN || width > RaceDiagram.WIDTH_MAX) {
            String range = RaceDiagram.WIDTH_MIN + " to " + RaceDiagram.WIDTH_MAX;
            throw new ParameterException(command, "--width takes " + range + ", not " + width);
        }
        if (directory != null && !Files.isDirectory(directory)) {
            throw new ParameterException(command, "--out: there is no directory " + directory);
        }
    }

    int width() {
        return width;
    }

    boolean isMail() {
        return isMail;
    }

    /** True if somebody has said where to write. */
    boolean hasDirectory() {
        return directory != null;
    }

    /** Writes a counterexample; returns the file's name. Errors: {@link IOException}. */
    String write(Counterexample counterexample, String scenario) throws IOException {
        String name = counterexample.fileName(scenario);
        Path path = directory == null ? Path.of(name) : directory.resolve(name);
        ScheduleFiles.keep(path, counterexample.file());
        return path.toString();
    }
}
