package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a result takes away what the one before it has written, and nobody's own files. Method: lists by hand. */
class ListedFilesTest {
    @TempDir
    private Path home;

    private Path directory;

    @BeforeEach
    void earlierResult() throws IOException {
        directory = Files.createDirectory(home.resolve("charts"));
        ListedFiles.begin(directory, List.of("old-1.csv", "old-2.html"));
        Files.writeString(directory.resolve("old-1.csv"), "ours");
        Files.writeString(directory.resolve("old-2.html"), "ours");
    }

    private static List<String> in(Path where) {
        return List.of(where.toFile().list()).stream().sorted().toList();
    }

    @Test
    void whatTheListNamesGoes() throws IOException {
        ListedFiles.begin(directory, List.of("new.csv"));
        assertThat(in(directory)).containsExactly("list.txt");
        assertThat(directory.resolve("list.txt")).hasContent("new.csv");
    }

    @Test
    void whereThereIsNothingMoreThereIsNoDirectory() throws IOException {
        ListedFiles.begin(directory, List.of());
        assertThat(in(home)).isEmpty();
    }

    @Test
    void whatSomebodyElsePutThereStays() throws IOException {
        Files.writeString(directory.resolve("mine.csv"), "mine");
        ListedFiles.begin(directory, List.of());
        assertThat(in(directory)).containsExactly("mine.csv");
    }

    /** The list is a file like others, and a stranger's may say anything. */
    @Test
    void aNameThatLeadsElsewhereIsNone() throws IOException {
        Files.writeString(home.resolve("mine.csv"), "mine");
        Files.writeString(directory.resolve("notes.txt"), "mine");
        Files.writeString(directory.resolve("list.txt"), "../mine.csv\nnotes.txt\nold-1.csv\n");
        ListedFiles.begin(directory, List.of("new.csv"));
        assertThat(in(home)).containsExactly("charts", "mine.csv");
        assertThat(in(directory)).containsExactly("list.txt", "notes.txt", "old-2.html");
    }
}
