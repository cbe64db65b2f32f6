package dev.seamstress.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;

/** stdout, remembering that it could not be written: print streams swallow it, and a cut result must not look whole. */
final class ResultStream extends FileOutputStream {
    private IOException failure;

    ResultStream(FileDescriptor target) {
        super(target);
    }

    @Override
    public void write(int b) throws IOException {
        try {
            super.write(b);
        } catch (IOException e) {
            throw remembered(e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            super.write(bytes, offset, length);
        } catch (IOException e) {
            throw remembered(e);
        }
    }

    private IOException remembered(IOException e) {
        failure = failure == null ? e : failure;
        return e;
    }

    /** Why something was not written; a reader that has gone away, as {@code head} does, is no failure. */
    Optional<String> failure() {
        return Optional.ofNullable(failure).map(IOException::getMessage).filter(why -> !why.contains("Broken pipe"));
    }
}
