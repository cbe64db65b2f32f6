package dev.seamstress.cli;

import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import java.util.List;
import java.util.Optional;

/** The run of a page and the one that somebody puts beside it, heard while they are told. */
final class RunPair {
    private final String file;
    private final String beside;
    private List<String> actors = List.of();
    private Trouble first;
    private Trouble second;

    /** {@code file} and {@code beside} are what messages call the two. */
    RunPair(String file, String beside) {
        this.file = file;
        this.beside = beside;
    }

    /** Hears the first run on its way to {@code target}. */
    LogSink first(LogSink target) {
        first = new Trouble(target);
        return entry -> {
            if (entry instanceof LogEntry.Head head) {
                actors = head.actors();
            }
            first.take(entry);
        };
    }

    /** Hears the second one, which must be of the same actors. */
    LogSink second(LogSink target) {
        second = new Trouble(target);
        return entry -> {
            if (entry instanceof LogEntry.Head head && !head.actors().equals(actors)) {
                throw new RunFile.Refused(beside + ": error: side by side stand runs of the same actors; its are "
                        + String.join(", ", head.actors()) + ", and those of " + file + " are "
                        + String.join(", ", actors) + "\n");
            }
            second.take(entry);
        };
    }

    /** The first run in a few words. */
    String text() {
        return first.text();
    }

    /** The second one, if there is one that somebody has named. */
    Optional<String> besideText() {
        return Optional.ofNullable(second).map(trouble -> beside + ": " + trouble.text());
    }
}
