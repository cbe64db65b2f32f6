package dev.seamstress.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A text file of the project, as its lines. */
record SourceFile(Path path, List<String> lines) {
    private static final Path BASE = Path.of("java/dev/seamstress");

    /** All files below {@code root}, sorted. A file that is not text has no lines. */
    static List<SourceFile> allBelow(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile)
                    .sorted()
                    .map(SourceFile::read)
                    .toList();
        }
    }

    private static SourceFile read(Path path) {
        try {
            return new SourceFile(path, Files.readAllLines(path));
        } catch (CharacterCodingException problem) {
            return new SourceFile(path, List.of());
        } catch (IOException problem) {
            throw new UncheckedIOException(path.toString(), problem);
        }
    }

    boolean isJava() {
        return path.toString().endsWith(".java");
    }

    /** The path below {@code src/main/java/dev/seamstress} or its like in the tests; the whole path of other files. */
    String nameBelowBase() {
        boolean below = path.getNameCount() > 4 && path.subpath(2, 5).equals(BASE);
        return (below ? path.subpath(5, path.getNameCount()) : path).toString();
    }

    /** Where {@code word} stands, as {@code path:line: }. */
    List<String> linesContaining(String word) {
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains(word))
                .mapToObj(i -> path + ":" + (i + 1) + ": ")
                .toList();
    }

    @Override
    public String toString() {
        return path + " (" + lines.size() + " lines)";
    }
}
