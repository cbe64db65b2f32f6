package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: who turns a rule off sees what comes after it, and no output hides that somebody did.
 *
 * <p>Method: whole command lines, about a zap under the wrong lock, which breaks V13 at once, then V31.
 */
class WithoutOptionTest {
    private static final String FILE = "scenarios/races/11-remove-without-write-lock.tdx";
    private static final String SMALL = "scenarios/first/07-accept.tdx";
    private static final String BUG = "x11-remove-under-read";
    private static final String KERNEL = "kvm-6.19 + x11-remove-under-read without V13";

    @TempDir
    private static Path directory;

    private static Path kept;
    private static Cli explored;

    @BeforeAll
    static void explore() throws IOException {
        explored = Cli.run(
                "explore", FILE, "--model", "kvm-6.19", "--mutate", BUG, "--without", "V13", "--out", directory + "");
        try (Stream<Path> files = Files.list(directory)) {
            kept = files.findFirst().orElseThrow();
        }
    }

    @Test
    void aVerdictSaysSo() {
        assertThat(explored.code()).isEqualTo(12);
        assertThat(explored.out())
                .startsWith("remove-without-write-lock: REFUTED V31 without V13 (33 steps); expected: nothing without"
                        + " V13\n  " + KERNEL + ", module 1.5.01;");
        assertThat(Cli.run("explore", SMALL, "--without", "UAF,V13,UAF").out())
                .startsWith("accept: PROVED without V13, UAF (43 states)\n");
        assertThat(Cli.run("explore", SMALL, "--without", "V13", "--strategy", "pct", "--schedules", "9")
                        .out())
                .startsWith("accept: NOT FOUND without V13: ");
    }

    @Test
    void programsAreTold() throws IOException {
        String[] model = {"--model", "kvm-6.19", "--mutate", BUG};
        Map<String, Object> verdict = Cli.run(
                        "explore",
                        "--json",
                        FILE,
                        model[0],
                        model[1],
                        model[2],
                        model[3],
                        "--without",
                        "V13,V31",
                        "--out",
                        directory + "")
                .onlyObject();
        assertThat(verdict)
                .containsEntry("without", List.of("V13", "V31"))
                .containsEntry("expected", "nothing without V13, V31")
                .containsEntry("as_expected", false);
        assertThat((List<?>) verdict.get("assumptions"))
                .asString()
                .contains("nobody has looked whether V13 is broken, nobody has looked whether V31 is broken");
        Map<String, Object> run = Cli.run("run", "--json", FILE, "--mutate", BUG, "--without", "V13")
                .onlyObject();
        assertThat(run)
                .containsEntry("without", List.of("V13"))
                .containsEntry("expected", "nothing without V13")
                .containsEntry("invariants", List.of())
                .doesNotContainKey("expected_seen");
        assertThat(Cli.run("run", "--json", FILE).onlyObject()).containsEntry("without", List.of());
    }

    @Test
    void theFileKeepsItAndEveryCommandLooksAtTheSameRules() throws IOException {
        assertThat(Files.readString(kept))
                .contains(
                        "// broken here: V31 without V13, which nobody looked at\n",
                        "// without: V13\n",
                        "// rule: V31\n")
                .contains("expect kvm-6.19: refuted\n");
        Cli replayed = Cli.run("replay", kept + "", "--timeline", "columns");
        assertThat(replayed.code()).isZero();
        assertThat(replayed.out())
                .contains(KERNEL + ", module 1.5.01", "broken: V31, as recorded", "  again: ./seamst");
        assertThat(replayed.out()).doesNotContain("--without", "; seen");
        assertThat(Cli.run("replay", "--json", kept + "").onlyObject().get("replay"))
                .asString()
                .contains("recorded_without=[V13]");
        assertThat(Cli.run("explain", kept + "").out().replace("\n", " ")).contains(KERNEL, "V31 is broken in step 32");
        Cli shrunk = Cli.run("shrink", kept + "", "--out", directory + "");
        assertThat(shrunk.out()).contains(": V31, 33 steps before; " + KERNEL + "\n");
        assertThat(Cli.run("diff", kept + "", kept + "").code()).isZero();
        Path log = directory.resolve("log.jsonl");
        assertThat(Cli.run("replay", kept + "", "--timeline", "none", "--trace", log + "")
                        .code())
                .isZero();
        assertThat(Files.readString(log)).contains(KERNEL);
        Path page = directory.resolve("page.html");
        assertThat(Cli.run("view", kept + "", page + "").code()).isZero();
        assertThat(Files.readString(page)).contains(KERNEL);
        assertThat(Cli.run("view", kept + "", page + "", "--without", "V05").err())
                .contains("--module and --without are for a scenario; " + kept + " is a schedule, which says all that");
    }

    /** Who explores the scenario of the file with all rules gets what the file says of it. */
    @Test
    void theFilesScenarioIsTrueOfAllRules() {
        Cli all = Cli.run("explore", kept + "", "--out", directory + "");
        assertThat(all.code()).isZero();
        assertThat(all.out()).startsWith("remove-without-write-lock: REFUTED V13 (17 steps), as expected\n");
    }

    @Test
    void anotherProgramOfTheFileDoesNotReplayIt() throws IOException {
        String text = Files.readString(kept);
        assertThat(replay(text.replace("// without: V13", "// without: V99")).err())
                .contains("error: `without`: no rule 'V99'; did you mean 'V09'?");
        Cli twice = replay(text.replace("// without: V13", "// without: UAF, V13, V13"));
        assertThat(twice.code()).isZero();
        assertThat(twice.out()).contains(BUG + " without V13, UAF, module");
        Cli all = replay(text.replace("// without: V13\n", ""));
        assertThat(all.code()).isEqualTo(66);
        assertThat(all.out()).contains("broken: V13; when it was recorded: V31");
    }

    private Cli replay(String text) throws IOException {
        return Cli.run("replay", "--timeline", "none", Cli.write(directory.resolve("other.schedule"), text));
    }

    @Test
    void moreCanBeOffWhenItIsReplayedButNotWhatTheFileIsAbout() {
        Cli more = Cli.run("replay", kept + "", "--timeline", "none", "--without", "V05");
        assertThat(more.code()).isZero();
        assertThat(more.out())
                .contains(BUG + " without V05, V13, module")
                .contains("  again: ./seamstress replay " + kept + " --without V05\n");
        Cli same = Cli.run("replay", kept + "", "--without", "V31");
        assertThat(same.code()).isEqualTo(64);
        assertThat(same.err())
                .contains(
                        "--without: the file says that V31 is broken, and so it is looked at; '--fork N=FROM>TO' goes");
        assertThat(Cli.run("shrink", kept + "", "--without", "V31", "--out", directory + "")
                        .err())
                .contains("--without: the file says that V31 is broken, and so it is looked at; turn off what is");
        Cli forked = Cli.run("replay", kept + "", "--timeline", "none", "--fork", "33=VMM>VMM", "--without", "V31");
        assertThat(forked.code()).isZero();
        assertThat(forked.out())
                .contains("without V13, V31", " --fork '33=VMM>VMM' --seed 1 --without V31\n", " done\n");
    }

    @Test
    void aRunGoesOn() {
        Cli run = Cli.run("run", FILE, "--timeline", "log", "--mutate", BUG, "--without", "V13");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(KERNEL)
                .contains("  expected of this model: nothing without V13\n")
                .contains("  again: ./seamstress run " + FILE + " --seed 1 --mutate " + BUG + " --without V13\n");
        assertThat(Cli.run("run", FILE, "--timeline", "none", "--mutate", BUG).out())
                .contains("invariant V13 broken", "  expected of this model: refuted V13; seen\n");
    }

    /** What the file expects of another rule, and what it expects to hold, can be compared. */
    @Test
    void anExpectationIsComparedThatDoesNotDependOnTheRule() {
        Cli other = Cli.run("explore", FILE, "--mutate", BUG, "--model", "kvm-6.19", "--without", "V31");
        assertThat(other.code()).isZero();
        assertThat(other.out())
                .startsWith("remove-without-write-lock: REFUTED V13 without V31 (17 steps), as expected\n");
        Cli table = Cli.run("matrix", FILE, "--models", "kvm-6.19", "--mutate", BUG, "--without", "V13");
        assertThat(table.code()).isZero();
        assertThat(table.out())
                .contains("kvm-6.19 + x11-remove-under-read without V13\n", "~ V31 in ")
                .contains("1 cells, 0 with an expectation, 0 not as expected");
        Cli proved = Cli.run("matrix", SMALL, "--model", "kvm-6.19", "--without", "V13", "--json");
        assertThat(proved.out()).contains("\"without\":[\"V13\"]", "\"verdict\":\"proved\"", "\"as_expected\":true");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "v13       | no rule 'v13'; did you mean 'V13'? 'seamstress rules' lists them",
                "zebra     | no rule 'zebra'; 'seamstress rules' lists them",
                "V13,,V14  | no rule ''; 'seamstress rules' lists them",
                "V13,bug_on | bug_on cannot be turned off: the kernel ends the VM where one fires",
                "deadlock  | deadlock cannot be turned off: nothing can happen any more where it is broken",
                "livelock  | livelock cannot be turned off: no schedule leads out of the states",
                "results   | results cannot be turned off: it is the script's own: leave the => out of the file",
                "never#1   | never#1 cannot be turned off: it is the scenario's own; leave it out of the file",
            })
    void whatCannotBeOffIsRefused(String names, String message) {
        for (String command : List.of("run", "explore", "matrix", "view")) {
            Cli refused = Cli.run(command, FILE, "--without", names);
            assertThat(refused.code()).as(command).isEqualTo(64);
            assertThat(refused.err()).startsWith("seamstress: --without: " + message);
            assertThat(refused.out()).isEmpty();
        }
        for (String command : List.of("replay", "shrink")) {
            assertThat(Cli.run(command, kept + "", "--without", names).err())
                    .startsWith("seamstress: --without: " + message);
        }
    }
}
