package dev.seamstress.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * What commands are told to read: files, pipes, and stdin, which {@code -} stands for.
 *
 * <p>Shape: what can be read only once is kept when it is opened first, and may then be opened again; there are at most
 * 128 MiB of it.
 */
final class Input {
    /** In place of a file's name: stdin. */
    static final String STDIN = "-";

    private static final int KEPT_BYTES_MAX = 128 << 20;
    private static final TreeMap<String, byte[]> KEPT = new TreeMap<>();

    private Input() {}

    /** A command begins: nothing is kept of an earlier one in this process. */
    static synchronized void begin() {
        KEPT.clear();
    }

    /**
     * Opens {@code file}, which may be opened again.
     *
     * @throws InvalidPathException if no file can be named so
     * @throws IOException as files do; also of a pipe that brings more than is kept
     */
    static InputStream open(String file) throws IOException {
        return isPipe(file) ? new ByteArrayInputStream(kept(file)) : Files.newInputStream(Path.of(file));
    }

    /** Opens {@code file} for who reads it once: it may then be as long as it likes. Errors: as {@link #open}. */
    static InputStream once(String file) throws IOException {
        return file.equals(STDIN) ? System.in : Files.newInputStream(Path.of(file));
    }

    private static synchronized byte[] kept(String file) throws IOException {
        byte[] bytes = KEPT.get(file);
        if (bytes == null) {
            try (InputStream in = once(file)) {
                bytes = in.readNBytes(KEPT_BYTES_MAX + 1);
            }
            KEPT.put(file, bytes);
        }
        if (bytes.length > KEPT_BYTES_MAX) {
            throw new IOException("more than 128 MiB come through this pipe: name a file");
        }
        return bytes;
    }

    /** True for stdin, and for what is there and is neither a file nor a directory. */
    static boolean isPipe(String file) {
        if (file.equals(STDIN)) {
            return true;
        }
        Path path = Path.of(file);
        return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    }

    /** True for what is there to be read, whatever it holds. */
    static boolean isThere(String file) {
        return isPipe(file) || Files.isRegularFile(Path.of(file));
    }
}
