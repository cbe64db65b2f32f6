package dev.seamstress.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a load run's files. Results that are there are kept until all of the new ones can be written; while
 * they are written it says that it is incomplete, so whoever is killed leaves either what was there or that.
 */
final class LoadDirectory {
    /** A file that is there as long as the others are not of one run. */
    static final String INCOMPLETE = "INCOMPLETE";

    /** The file that comes last. */
    static final String RESULT = "result.json";

    private static final String WHY = "seamstress was writing results here and has not come to the end of it: what is"
            + " beside this file\nis not whole. Play the job again with the same --out.\n";

    private final Path path;
    private final String result;

    private LoadDirectory(Path path, String result) {
        this.path = path;
        this.result = result;
    }

    /** The directory, which need not exist. */
    static LoadDirectory of(String path) {
        return of(path, RESULT);
    }

    /** The same for files of which another one comes last. */
    static LoadDirectory of(String path, String result) {
        return new LoadDirectory(Path.of(path), result);
    }

    /**
     * Why nothing can or may be written there, or null: it is no directory and cannot become one, or is somebody
     * else's, or somebody's results are in it, or anything else. {@code isForced}: results may be replaced.
     */
    String refusal(boolean isForced) throws IOException {
        String impossible = OutDirectory.refusal(path);
        if (impossible != null) {
            return impossible;
        }
        if (!Files.exists(path) || Files.exists(path.resolve(INCOMPLETE))) {
            return null;
        }
        if (Files.exists(path.resolve(result))) {
            return isForced ? null : path + " has the results of a run; --force replaces them";
        }
        List<Path> others;
        try (Stream<Path> files = Files.list(path)) {
            others = files.sorted().limit(1).toList();
        }
        return others.isEmpty() || isForced
                ? null
                : path + " has other files, such as " + others.get(0).getFileName() + "; --force writes beside them";
    }

    /** Writes what is to be there. */
    interface Body {
        void write(Path directory) throws IOException;
    }

    /**
     * Has {@code body} write all files. Errors: {@link IOException}, which names the directory; then what was there is
     * as it was, or the directory says that it is incomplete.
     */
    void write(Body body) throws IOException {
        try {
            writeAll(body);
        } catch (IOException e) {
            throw cannot(e, e);
        } catch (UncheckedIOException e) {
            throw cannot(e.getCause(), e);
        }
    }

    private IOException cannot(IOException why, Exception cause) {
        String left = Files.exists(path.resolve(INCOMPLETE)) ? "; what is there is not whole" : "";
        return new IOException(path + ": error: it cannot be written: " + WholeFile.why(why) + left, cause);
    }

    private void writeAll(Body body) throws IOException {
        OutDirectory.make(path);
        WholeFile.replace(path.resolve(INCOMPLETE), WHY);
        Files.deleteIfExists(path.resolve(result));
        body.write(path);
        Files.deleteIfExists(path.resolve(INCOMPLETE));
    }
}
