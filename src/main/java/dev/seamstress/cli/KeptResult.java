package dev.seamstress.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/**
 * Files of a result that has taken long: one that cannot be written is told, and the result is printed all the same.
 */
final class KeptResult {
    private final PrintWriter err;
    private boolean isWhole = true;

    KeptResult(PrintWriter err) {
        this.err = err;
    }

    /** Writes files. Errors: an {@link IOException}, which names the file. */
    interface Writing {
        void write() throws IOException;
    }

    void keep(Writing files) {
        try {
            files.write();
        } catch (IOException e) {
            fail(e);
        } catch (UncheckedIOException e) {
            fail(e.getCause());
        }
    }

    private void fail(IOException problem) {
        isWhole = false;
        err.println(problem.getMessage());
        err.flush();
    }

    /** What the process ends with, which is else to be {@code verdict}. */
    ExitCode exit(ExitCode verdict) {
        return isWhole ? verdict : ExitCode.BAD_INPUT;
    }
}
