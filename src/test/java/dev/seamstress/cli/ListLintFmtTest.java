package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: list, lint and fmt say what a file is and what is wrong with it. Method: whole command lines. */
class ListLintFmtTest {
    private static final String CANONICAL = """
            TDX made
            "a doc"
            { slot 1 = 0x100+8 gmem; x = 0x100; }
             P0         ;
             A: fault x ;
            """;

    @TempDir
    private Path directory;

    private String good;
    private String loose;
    private String bad;
    private String unmodelled;

    @BeforeEach
    void writeFiles() throws IOException {
        good = Cli.write(directory.resolve("b-good.tdx"), CANONICAL);
        loose = Cli.write(directory.resolve("c-loose.tdx"), CANONICAL.replace(" P0         ;", "P0;"));
        bad = Cli.write(directory.resolve("a-bad.tdx"), CANONICAL.replace("fault", "falt"));
        unmodelled =
                Cli.write(directory.resolve("d-unmodelled.tdx"), CANONICAL.replace("{ slot", "td { huge; }\n{ slot"));
        Cli.write(directory.resolve("notes.txt"), "no scenario");
    }

    @Test
    void listTellsWhatEachFileIs() {
        Cli cli = Cli.run("list", directory.toString());
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.out().lines().filter(line -> !line.startsWith("    ")).map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        bad + " 1 error",
                        good + " kvm-6.19 expects proved",
                        loose + " kvm-6.19 expects proved",
                        unmodelled + " n/a");
        assertThat(cli.out()).contains(" n/a\n    a doc\n    not modelled yet: huge\n");
        assertThat(Cli.run("list", good, unmodelled).code()).isZero();
    }

    @Test
    void listSaysWhyThereIsNothingToRead() throws IOException {
        String gone = directory.resolve("gone.tdx").toString();
        Cli cli = Cli.run("list", gone);
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.out().replaceAll(" +", " ")).isEqualTo(gone + " no such file\n");
        assertThat(Cli.run("list", "--json", gone).onlyObject()).containsEntry("problem", "no such file");
    }

    @Test
    void listAsJson() throws IOException {
        Cli cli = Cli.run("list", "--json", good, bad);
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.json()).hasSize(2).contains(Map.of("file", bad, "problem", "1 error"));
        assertThat(cli.json().get(0))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("name", "made")
                .containsEntry("doc", "a doc")
                .containsEntry("targets", List.of("kvm-6.19 expects proved"))
                .containsEntry("not_modelled_yet", List.of())
                .containsKey("hash");
        assertThat(Cli.run("list", "--json", unmodelled).onlyObject())
                .containsEntry("name", "made")
                .containsEntry("doc", "a doc")
                .containsEntry("not_modelled_yet", List.of("huge"))
                .containsKey("hash")
                .doesNotContainKey("targets");
    }

    @Test
    void lintPutsGoodNewsOnStdoutAndBadOnStderr() {
        Cli cli = Cli.run("lint", directory.toString());
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.out()).isEqualTo(good + ": ok\n" + loose + ": ok\n");
        assertThat(cli.err())
                .contains(bad + ":5:5: error: no operation `falt`")
                .contains(unmodelled + ":3:6: error: not modelled yet: huge");
        Cli fine = Cli.run("lint", good, loose);
        assertThat(fine.code()).isZero();
        assertThat(fine.err()).isEmpty();
    }

    @Test
    void lintAndRunRefuseTheSame() throws IOException {
        String text = CANONICAL.replace("{ slot", "mutate = b29-no-rollback\ntd { huge; zerostep; }\n{ slot");
        String many = Cli.write(
                directory.resolve("t.tdx"), text.replace("fault x ;", "cpu 1   ;\nnever (tlb(P0,x) = private)"));
        Cli lint = Cli.run("lint", many);
        assertThat(lint.code()).isEqualTo(65);
        assertThat(lint.out()).isEmpty();
        assertThat(lint.err().lines().filter(line -> line.contains(": error: not modelled yet: ")))
                .hasSizeBetween(1, 5)
                .allMatch(line -> line.matches(".*t\\.tdx:\\d+:\\d+: error: .*"));
        assertThat(Cli.run("run", many)).isEqualTo(lint);
        assertThat(Cli.run("list", many).out()).contains(" n/a\n");
    }

    @Test
    void lintAsJson() throws IOException {
        Cli cli = Cli.run("lint", "--json", good, bad, unmodelled);
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.json()).hasSize(3);
        assertThat(cli.json().get(0)).isEqualTo(Map.of("file", good, "state", "ok", "problems", List.of()));
        assertThat(cli.json().get(1))
                .isEqualTo(Map.of(
                        "file",
                        bad,
                        "state",
                        "wrong",
                        "problems",
                        List.of(Map.of(
                                "line",
                                5L,
                                "column",
                                5L,
                                "message",
                                "no operation `falt`",
                                "hint",
                                "did you mean `fault`?"))));
        assertThat(cli.json().get(2).toString())
                .contains("state=not modelled yet", "line=3", "column=6", "not_modelled_yet=huge");
        Cli gone = Cli.run("lint", "--json", directory.resolve("gone.tdx").toString());
        assertThat(gone.onlyObject())
                .containsEntry("state", "wrong")
                .containsEntry("problems", List.of(Map.of("message", "no such file")));
        assertThat(Cli.run("lint", "--json", good).code()).isZero();
    }

    @Test
    void fmtPrintsTheCanonicalForm() {
        assertThat(Cli.run("fmt", good)).isEqualTo(new Cli(0, CANONICAL, ""));
        assertThat(Cli.run("fmt", loose)).isEqualTo(new Cli(0, CANONICAL, ""));
        assertThat(Cli.run("fmt", unmodelled).code()).isZero();
        Cli wrong = Cli.run("fmt", bad);
        assertThat(wrong.code()).isEqualTo(65);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).contains("no operation `falt`");
    }

    @Test
    void fmtChecksAndWrites() throws IOException {
        assertThat(Cli.run("fmt", "--check", good)).isEqualTo(new Cli(0, "", ""));
        assertThat(Cli.run("fmt", "--check", good, loose)).isEqualTo(new Cli(1, loose + "\n", ""));
        assertThat(Files.readString(Path.of(loose))).isNotEqualTo(CANONICAL);
        assertThat(Cli.run("fmt", "--write", good, loose)).isEqualTo(new Cli(0, loose + "\n", ""));
        assertThat(Files.readString(Path.of(loose))).isEqualTo(CANONICAL);
        assertThat(Cli.run("fmt", "--check", good, loose)).isEqualTo(new Cli(0, "", ""));
        assertThat(Cli.run("fmt", "--check", loose, bad).code()).isEqualTo(65);
        assertThat(Cli.run("fmt", "--check", "--write", good).code()).isEqualTo(64);
    }

    @Test
    void theJsonOfAFileStandsInItsPlace() throws IOException {
        Cli json = Cli.run("fmt", "--json", good);
        assertThat(json.code()).isZero();
        String asJson = Cli.write(directory.resolve("good.json"), json.out());
        assertThat(Cli.run("fmt", asJson).out()).isEqualTo(CANONICAL);
        assertThat(Cli.run("run", "--json", asJson).onlyObject().get("digest"))
                .isEqualTo(Cli.run("run", "--json", good).onlyObject().get("digest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "lint", "fmt"})
    void aFileThatIsNotThereIsBadInput(String command) {
        Cli gone = Cli.run(command, directory.resolve("gone.tdx").toString());
        assertThat(gone.code()).isEqualTo(65);
        Cli impossible = Cli.run(command, "no\0file.tdx");
        assertThat(impossible.code()).isEqualTo(65);
        assertThat(gone.out() + gone.err()).contains("gone.tdx");
        assertThat(impossible.err()).doesNotContain("internal error");
    }

    @Test
    void onlyListKnowsWhereToLook() {
        assertThat(Cli.run("list").code()).isZero();
        assertThat(Cli.run("list").out()).contains("scenarios/first/01-first-private-fault.tdx");
        assertThat(Cli.run("lint").code()).isEqualTo(64);
        assertThat(Cli.run("fmt").code()).isEqualTo(64);
    }

    @Test
    void everyScenarioFileIsRightAndCanonical() {
        Cli lint = Cli.run("lint", "scenarios");
        assertThat(lint.err()).isEmpty();
        assertThat(lint.code()).isZero();
        assertThat(Cli.run("fmt", "--check", "scenarios")).isEqualTo(new Cli(0, "", ""));
    }

    @Test
    void fmtKeepsPermissionsAndLinksAndLeavesJsonAlone() throws IOException {
        Path file = Path.of(loose);
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-r-----");
        Files.setPosixFilePermissions(file, mode);
        Path link = Files.createSymbolicLink(directory.resolve("e-link.tdx"), file);
        assertThat(Cli.run("fmt", "--write", link.toString()).code()).isZero();
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readString(file)).isEqualTo(CANONICAL);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mode);
        String json = Cli.write(
                directory.resolve("f.json"), Cli.run("fmt", "--json", good).out());
        Cli refused = Cli.run("fmt", "--write", json);
        assertThat(refused.code()).isEqualTo(65);
        assertThat(refused.err()).contains("is JSON; --write keeps text only");
        assertThat(Files.readString(Path.of(json))).startsWith("{");
    }
}
