package dev.seamstress.cli;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory of files of which every result has others. A list in it names those of the result that is there, so that
 * the next one can take them away, and nobody's own.
 */
final class ListedFiles {
    private static final String LIST = "list.txt";

    private ListedFiles() {}

    /**
     * Takes away what an earlier list names, and what a dead process has left half written, and lists {@code names},
     * which are to be written next. Where there are none there is no directory, unless it has something else.
     */
    static void begin(Path directory, List<String> names) throws IOException {
        WholeFile.clean(directory);
        Path list = directory.resolve(LIST);
        boolean isOurs = Files.exists(list);
        for (String old : isOurs ? listed(list) : List.<String>of()) {
            Files.deleteIfExists(directory.resolve(old));
        }
        if (!names.isEmpty()) {
            Files.createDirectories(directory);
            WholeFile.replace(list, String.join("\n", names) + "\n");
        } else if (isOurs) {
            Files.delete(list);
            try {
                Files.delete(directory);
            } catch (DirectoryNotEmptyException e) {
                return; // somebody's own files are in it
            }
        }
    }

    /** A name that leads elsewhere is none. */
    private static List<String> listed(Path list) throws IOException {
        return Files.readAllLines(list).stream()
                .filter(name -> name.matches("[a-z0-9-]+\\.(csv|json|html)"))
                .toList();
    }
}
