package dev.seamstress.load.calibrate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of a stranger's file, of whatever bytes it is; of a line that is too long there is only the beginning.
 *
 * <p>Errors: {@link IOException} if a line has no end for so long that this is no text: a device may have none at all.
 */
final class BoundedLines implements AutoCloseable {
    /** No line of a trace is longer. */
    static final int MOST = 1 << 14;

    /** After so many bytes without an end of a line it is none. */
    static final int ENDLESS = 1 << 26;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final byte[] line = new byte[MOST];

    BoundedLines(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER);
    }

    /** The next line without its end, which may be that of another system, or null if there is none. */
    String next() throws IOException {
        int length = 0;
        int read = in.read();
        if (read < 0) {
            return null;
        }
        while (read >= 0 && read != '\n') {
            if (length < MOST) {
                line[length] = (byte) read;
            } else if (length == ENDLESS) {
                throw new IOException("this is no text: a line of it is longer than 64 MiB");
            }
            length++;
            read = in.read();
        }
        int kept = Math.min(length, MOST);
        if (kept > 0 && line[kept - 1] == '\r') {
            kept--;
        }
        return new String(line, 0, kept, ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
