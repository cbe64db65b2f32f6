package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a file is written as a whole, takes nobody's place unless asked, and leaves nothing beside it. */
class WholeFileTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsThereStays() throws IOException {
        Path file = directory.resolve("a");
        WholeFile.create(file, "one");
        assertThatThrownBy(() -> WholeFile.create(file, "two")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("one");
        assertThat(directory.toFile().list()).containsExactly("a");
    }

    @Test
    void whatADeadProcessHasLeftIsTakenAway() throws IOException {
        long alive = ProcessHandle.current().pid();
        String dead = "999999999"; // more than any system has
        List<String> others = List.of("a.part", ".a." + alive + ".part", ".a b.csv." + dead + ".part", ".part");
        for (String name : others) {
            Files.writeString(directory.resolve(name), "x");
        }
        for (String name : List.of(".a.csv.", ".INCOMPLETE.", ".slow-1.html.")) {
            Files.writeString(directory.resolve(name + dead + ".part"), "x");
        }
        WholeFile.clean(directory);
        WholeFile.clean(directory.resolve("none"));
        assertThat(directory.toFile().list()).containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void whatIsAskedForIsReplacedOrMade() throws IOException {
        Path file = directory.resolve("a");
        WholeFile.replace(file, "one");
        WholeFile.replace(file, "two");
        assertThat(file).hasContent("two");
        assertThat(directory.toFile().list()).containsExactly("a");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void permissionsAndLinksStay() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "one");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(directory.resolve("b"), file);
        WholeFile.replace(link, "two");
        assertThat(file).hasContent("two");
        assertThat(link).isSymbolicLink();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void whyNotIsSaidInWords() {
        assertThat(WholeFile.why(new AccessDeniedException(".a.123.part"))).isEqualTo("permission denied");
        assertThat(WholeFile.why(new FileAlreadyExistsException("a"))).isEqualTo("there is another file of this name");
        assertThat(WholeFile.why(new FileSystemException("a", null, "No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(WholeFile.why(new IOException("it broke"))).isEqualTo("it broke");
    }
}
