package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whoever has no space left for files of a load result is told so, and sees the result all the same. Method:
 * links to the device that is always full.
 */
@EnabledOnOs(OS.LINUX)
class ResultsNotWrittenTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path directory;

    private String job;

    @BeforeEach
    void aJob() throws IOException {
        job = Cli.write(
                directory.resolve("job.conf"),
                "td { vcpus = 1, memory = 1MiB }\nphases = [{ do = accept, closed {}, pages = sequential }]\n");
    }

    private static void isTold(Cli cli, String where) {
        assertThat(cli.code()).as(cli.err()).isEqualTo(65);
        assertThat(cli.err())
                .contains(where + ": error: it cannot be written: No space left on device")
                .doesNotContain("internal error");
    }

    @Test
    void theDirectoryOfALoadSaysThatItIsNotWhole() throws IOException {
        Path out = directory.resolve("out");
        Cli first = Cli.run("load", job, "--replications", "1", "--out", out.toString());
        Files.delete(out.resolve("percentiles.csv"));
        Files.createSymbolicLink(out.resolve("percentiles.csv"), FULL);
        Cli cli = Cli.run("load", job, "--replications", "1", "--out", out.toString(), "--force");
        isTold(cli, out.toString());
        assertThat(cli.err()).contains("; what is there is not whole");
        assertThat(cli.out()).isEqualTo(first.out()).startsWith("job: kvm-");
        assertThat(out.resolve("result.json")).doesNotExist();
        assertThat(out.resolve("INCOMPLETE")).exists();
    }

    @Test
    void theDirectoryOfASweepSaysThatItIsNotWhole() throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.createSymbolicLink(out.resolve("sweep.csv"), FULL);
        Cli cli = Cli.run("sweep", job, "--over", "td.vcpus=1,2", "--out", out.toString(), "--force");
        isTold(cli, out.toString());
        assertThat(cli.out()).startsWith("job: kvm-");
        assertThat(out.resolve("INCOMPLETE")).exists();
    }

    @Test
    void pagesThatDoNotFitAreTold() throws IOException {
        Path page = Files.createSymbolicLink(directory.resolve("page.html"), FULL);
        Cli load = Cli.run("load", job, "--replications", "1", "--html", page.toString(), "--force");
        isTold(load, page.toString());
        assertThat(load.out()).startsWith("job: kvm-");
        Cli sweep = Cli.run("sweep", job, "--over", "td.vcpus=1,2", "--html", page.toString(), "--force");
        isTold(sweep, page.toString());
        assertThat(sweep.out()).startsWith("job: kvm-");
        isTold(Cli.run("load", job, "--window", "1@50us+-20us", "--html", page.toString(), "--force"), page.toString());
    }

    @Test
    void aPlaceWhereNothingCanBeMadeIsTold() {
        Cli load = Cli.run("load", job, "--replications", "1", "--out", "/proc/none");
        assertThat(load.code()).isEqualTo(65);
        assertThat(load.err())
                .contains("/proc/none: error: it cannot be written: ")
                .doesNotContain("not whole");
        Cli nowhere = Cli.run("load", job, "--out", "");
        assertThat(nowhere.code()).isEqualTo(64);
        assertThat(nowhere.err()).contains("--out names no directory");
    }
}
