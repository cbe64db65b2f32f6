package dev.seamstress.trace.export;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A text on its way out: built in memory, handed on in large pieces. */
final class Out {
    private static final int PIECE = 1 << 16;

    private final Appendable target;
    private final StringBuilder text = new StringBuilder(PIECE + 1024);

    Out(Appendable target) {
        this.target = target;
    }

    /** Where the current line is built. */
    StringBuilder text() {
        return text;
    }

    /** Ends the current line. Errors: {@link UncheckedIOException} if the target fails. */
    void endLine() {
        text.append('\n');
        if (text.length() >= PIECE) {
            flush();
        }
    }

    void line(String line) {
        text.append(line);
        endLine();
    }

    /** Hands on what is left. Errors: {@link UncheckedIOException} if the target fails. */
    void flush() {
        try {
            target.append(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text.setLength(0);
    }
}
