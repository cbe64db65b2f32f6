package dev.seamstress.cli;

import dev.seamstress.trace.export.RaceDiagram;
import java.io.IOException;
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
                "A directory that is not there is made.",
                "If not given, those that no file expects are written, into the current directory."
            })
    private Path directory;

    @Option(
            names = "--mail",
            description = {
                "Print of counterexamples what can be pasted into a mail, or saved and replayed: scenario, drawing,",
                "what broke, who is to blame, and schedule in one; all else about them goes to stderr."
            })
    private boolean isMail;

    @Option(
            names = "--width",
            paramLabel = "N",
            description = "How wide drawings of counterexamples may be, 60 to 200; 75 if not given.")
    private int width = RaceDiagram.WIDTH;

    @Option(
            names = "--html",
            paramLabel = "OUT",
            description = {
                "Write a page to look at the first counterexample in a browser, beside the nearest schedule that",
                "passes; takes one FILE."
            })
    private String html;

    @Option(names = "--force", description = "Let --html replace a file.")
    private boolean isForced;

    private boolean isPageWritten;

    /** Errors: {@link ParameterException} for what makes no sense. */
    void check(CommandLine command) {
        if (width < RaceDiagram.WIDTH_MIN || width > RaceDiagram.WIDTH_MAX) {
            String range = RaceDiagram.WIDTH_MIN + " to " + RaceDiagram.WIDTH_MAX;
            throw new ParameterException(command, "--width takes " + range + ", not " + width);
        }
        String impossible = directory == null ? null : OutDirectory.refusal(directory);
        if (impossible != null) {
            throw new ParameterException(command, impossible);
        }
        if (isForced && html == null) {
            throw new ParameterException(command, "--force is for --html");
        }
    }

    /** Why the page cannot be written, or null. */
    String refusal() {
        return html == null ? null : ScheduleFiles.refusal(html, isForced);
    }

    /** True if somebody has asked for a page. */
    boolean hasPage() {
        return html != null;
    }

    /** True if a page is asked for that no counterexample has come for yet. */
    boolean isPageOwed() {
        return html != null && !isPageWritten;
    }

    /** Writes the page. {@code written}: the counterexample's file, or null. Errors: {@link IOException}. */
    void writePage(Counterexample counterexample, String written) throws IOException {
        CounterexamplePage page = new CounterexamplePage(counterexample, written);
        TraceFiles.write(html, isForced, out -> TraceFiles.html(out, page::failing, page.passing()));
        isPageWritten = true;
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
        if (directory != null) {
            OutDirectory.make(directory);
        }
        Path path = directory == null ? Path.of(name) : directory.resolve(name);
        ScheduleFiles.keep(path, counterexample.file());
        return path.toString();
    }
}
