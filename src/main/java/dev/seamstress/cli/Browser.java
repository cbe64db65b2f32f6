package dev.seamstress.cli;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Whatever shows pages on this machine: a program that is given the page's address as one argument, by no shell. */
final class Browser {
    /** A program that cannot show the page has said so by then; a browser goes on. */
    private static final int SECONDS_WAITED = 5;

    private final List<String> command;

    private Browser(List<String> command) {
        this.command = command;
    }

    /** The program that somebody has named. */
    static Browser named(String program) {
        return new Browser(List.of(program));
    }

    /** What systems of that name open files with; {@code system} is the JDK's {@code os.name}. */
    static Browser of(String system) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return new Browser(List.of("rundll32", "url.dll,FileProtocolHandler"));
        }
        return named(name.startsWith("mac") ? "open" : "xdg-open");
    }

    /** The words of the command that shows {@code page}. */
    List<String> words(URI page) {
        return Stream.concat(command.stream(), Stream.of(page.toString())).toList();
    }

    /** Shows a page. Errors: {@link IOException} says why it is not shown. */
    void show(URI page) throws IOException {
        Process process = new ProcessBuilder(words(page))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            boolean isOver = process.waitFor(SECONDS_WAITED, TimeUnit.SECONDS);
            if (isOver && process.exitValue() != 0) {
                throw new IOException(command.get(0) + " ended with " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the page is written, and the browser does not need us
        }
    }
}
