package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: {@code --out} means the same to every command that has it: a directory, which is made if only it is missing,
 * and in which nothing is replaced that somebody may want to keep. Method: whole command lines.
 */
class OutDirectoryTest {
    private static final String REFUTED = "scenarios/races/b36-zap-writes-zero.tdx";
    private static final String JOB = "conf/load/swiotlb-churn.conf";
    private static final String BUG = "b36-zap-writes-zero";

    @TempDir
    private Path directory;

    private Cli run(String command, Path out) throws IOException {
        List<String> words = new ArrayList<>(List.of(command, "--out", out.toString()));
        words.addAll(
                switch (command) {
                    case "explore" -> List.of(REFUTED, "--mutate", BUG, "--model", "kvm-6.19");
                    case "shrink" -> List.of(counterexample());
                    case "load" -> List.of(JOB, "--set", "td.memory=2MiB", "--set", "let.for=5ms");
                    case "sweep" ->
                        List.of(JOB, "--set", "td.memory=2MiB", "--set", "let.for=5ms", "--over", "td.vcpus=2,4");
                    case "calibrate" -> List.of(trace());
                    default -> throw new IllegalArgumentException(command);
                });
        return Cli.run(words.toArray(String[]::new));
    }

    private String counterexample() throws IOException {
        Path kept = Files.createDirectories(directory.resolve("kept"));
        run("explore", kept);
        return names(kept).get(0);
    }

    private String trace() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < 200; i++) {
            text.append("  vcpu0-205     [000] d..1. ").append(i).append(".000001000: kvm_exit: gfn 1\n");
            text.append("  vcpu0-205     [000] d..1. ").append(i).append(".000001800: kvm_page_fault: gfn 1\n");
            text.append("  vcpu0-205     [000] d..1. ").append(i).append(".000003800: kvm_entry: gfn 1\n");
        }
        return Cli.write(directory.resolve("trace.txt"), text.toString());
    }

    private static List<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"explore", "shrink", "load", "sweep", "calibrate"})
    void theLastDirectoryIsMadeAndNoOther(String command) throws IOException {
        Path made = directory.resolve("made");
        Cli cli = run(command, made);
        assertThat(cli.code()).as(cli.err()).isLessThan(2); // what a job asserts, so short a run need not meet
        assertThat(names(made)).isNotEmpty();
        Path deep = directory.resolve("no/such");
        Cli missing = run(command, deep);
        assertThat(missing.code()).isIn(64, 65);
        assertThat(missing.err()).contains("there is no directory " + deep.getParent() + " to make such in");
        assertThat(deep.getParent()).doesNotExist();
        Path file = Files.writeString(directory.resolve("file"), "mine");
        assertThat(run(command, file).err()).contains(file + " is no directory");
        assertThat(run(command, file.resolve("below")).err())
                .contains(file.resolve("below") + " is no directory, as " + file + " is a file");
        assertThat(file).hasContent("mine");
    }

    /** A counterexample's name is made of what is in it; so the same one may be there, and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"explore", "shrink"})
    void aFileOfAnotherContentStays(String command) throws IOException {
        Path out = directory.resolve("out");
        assertThat(run(command, out).code()).isZero();
        Path written = Path.of(names(out).get(0));
        String content = Files.readString(written);
        assertThat(run(command, out).code()).isZero();
        assertThat(written).hasContent(content);
        Files.writeString(written, "mine");
        Cli refused = run(command, out);
        assertThat(refused.code()).isEqualTo(65);
        assertThat(refused.err()).contains("there is another file of this name");
        assertThat(written).hasContent("mine");
        assertThat(names(out)).hasSize(1);
    }

    /** A proof has nothing to write. */
    @Test
    void noDirectoryIsMadeForNothing() throws IOException {
        Path out = directory.resolve("out");
        assertThat(Cli.run("explore", "scenarios/first/07-accept.tdx", "--out", out.toString())
                        .code())
                .isZero();
        assertThat(out).doesNotExist();
    }

    @Test
    void whoeverMakesItMeanwhileIsWelcomeUnlessItIsAFile() throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        assertThatCode(() -> OutDirectory.make(out)).doesNotThrowAnyException();
        Path file = Files.writeString(directory.resolve("file"), "mine");
        assertThatThrownBy(() -> OutDirectory.make(file)).isInstanceOf(FileAlreadyExistsException.class);
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("gone"));
        assertThat(OutDirectory.refusal(link)).isEqualTo(link + " is no directory");
        assertThat(OutDirectory.refusal(Path.of("here"))).isNull();
    }
}
