package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a run says what happened, where it belongs, and ends with the right code. Method: whole command lines. */
class RunCommandTest {
    private static final String GOOD = "scenarios/first/10-busy-from-accept.tdx";
    private static final String HEAD = "TDX made { slot 1 = 0x100+8 gmem; x = 0x100; ";

    @TempDir
    private Path directory;

    private String file(String name, String text) throws IOException {
        return Cli.write(directory.resolve(name), text);
    }

    private String broken() throws IOException {
        return file("broken.tdx", HEAD + "}\n P0 ;\n A: fault x ;\nfinally (mirror(x) = none)\n");
    }

    /** A guest that fetches instructions from shared memory. */
    private String bugged(String expectation) throws IOException {
        return file("bugged.tdx", HEAD + "attr(x) = shared; }\n P0 ;\n A: exec x shared ;\n" + expectation);
    }

    private static Cli none(String... args) {
        List<String> all = new ArrayList<>(List.of("run", "--timeline", "none"));
        all.addAll(List.of(args));
        return Cli.run(all.toArray(new String[0]));
    }

    @Test
    void aRunAsExpected() {
        Cli cli = none(GOOD);
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out())
                .startsWith("busy-from-accept: one schedule ended after ")
                .contains(
                        "P0     A: accept x", "finally#1    held", "  again: ./seamstress run " + GOOD + " --seed 1\n");
    }

    @Test
    void aBrokenClaimEndsWithOne() throws IOException {
        Cli cli = none(broken());
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out()).containsPattern("finally#1    broken at step \\d+ +finally \\(mirror\\(x\\) = none\\)");
    }

    @Test
    void aResultThatIsNotAnnouncedEndsWithOne() throws IOException {
        Cli cli = none(file("result.tdx", HEAD + "}\n P0 ;\n A: read x => mmio ;\n"));
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out()).contains("not announced: read x = pending, not in {");
    }

    @Test
    void anExpectedRefutationIsAsExpected() throws IOException {
        String text =
                HEAD + "}\n P0 ;\n A: fault x ;\nfinally (mirror(x) = none)\nexpect kvm-6.19: refuted finally#1\n";
        Cli cli = none(file("refuted.tdx", text));
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("expected of this model: refuted finally#1; seen\n");
    }

    @Test
    void aKvmBugHasItsCode() throws IOException {
        Cli cli = none(bugged(""));
        assertThat(cli.code()).isEqualTo(14);
        assertThat(cli.out()).contains("a KVM_BUG_ON fired");
        assertThat(none(bugged("expect kvm-6.19: refuted bug_on\n")).code()).isZero();
        assertThat(none(bugged("expect kvm-6.19: refuted I14\n")).code()).isEqualTo(14);
    }

    @Test
    void aRunThatIsCutEndsWithEleven() {
        Cli cli = none(GOOD, "--until", "5");
        assertThat(cli.code()).isEqualTo(11);
        assertThat(cli.out())
                .contains("did not end after 5 steps", "A: accept x", "unset", "running", "finally#1    not reached")
                .contains(" --seed 1 --until 5\n");
    }

    @Test
    void aLoopWithoutEndIsCut() throws IOException {
        Cli cli = none(file("loop.tdx", HEAD + "}\n P0 ;\n loop { load } until vmdead ;\n"), "--until", "2000");
        assertThat(cli.code()).isEqualTo(11);
        assertThat(cli.out()).contains("did not end after 2000 steps");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--until 0", "--seed x", "--seed 1 --live", "--model kvm-9", "--timeline rows", "--frob"})
    void aWrongCommandLineIsAUsageError(String options) {
        List<String> args = new ArrayList<>(List.of("run", GOOD));
        args.addAll(List.of(options.split(" ")));
        Cli cli = Cli.run(args.toArray(new String[0]));
        assertThat(cli.code()).isEqualTo(64);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).startsWith("seamstress: ").endsWith("Try 'seamstress run --help'.\n");
    }

    @Test
    void anUnknownModelIsNamedBesideThoseThereAre() {
        assertThat(none(GOOD, "--model", "kvm-9").err())
                .contains("no model 'kvm-9'; there are ", "kvm-6.12", "kvm-6.19");
        assertThat(Cli.run("run").code()).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--seed 10", "--seed -9223372036854775808", "--live", "--model seed-2024"})
    void noLineIsWiderThan120ButTheCommand(String options) throws IOException {
        String claim = "sometimes (seen(P0 retry frozen))\nfinally ("
                + String.join(" /\\ ", Collections.nCopies(9, "~(A = memfault)")) + ")\n";
        String file = file("wide.tdx", HEAD + "}\n P0 ;\n A: accept x ;\n" + claim);
        List<String> args = new ArrayList<>(List.of("run", file));
        args.addAll(List.of(options.split(" ")));
        Cli cli = Cli.run(args.toArray(new String[0]));
        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines().filter(line -> !line.startsWith("  again: ")))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(cli.out()).containsPattern(";\\s+scenario [0-9a-f]{12};\\s+digest [0-9a-f]{16}\n");
        assertThat(cli.out().replaceAll("\\s+", " ")).contains(claim.split("\n")[1]);
    }

    private static void assertRefused(Cli cli, String... said) {
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains(said);
    }

    @Test
    void whatCannotBeRunIsBadInput() throws IOException {
        String bad = file("bad.tdx", HEAD + "}\n P0 ;\n A: falt x ;\n");
        assertRefused(none(bad), bad + ":3:5: error: no operation `falt`", "did you mean `fault`?");
        String huge = file("huge.tdx", "TDX made td { huge; } { slot 1 = 0x100+8 gmem; }\n P0 ;\n load ;\n");
        assertRefused(none(huge), huge + ":1:15: error: not modelled yet: huge\n");
        String gone = directory.resolve("gone.tdx").toString();
        assertRefused(none(gone), gone + ": error: no such file\n");
        assertRefused(none(file("empty.tdx", "")), "error: there is no scenario here");
        assertRefused(none(directory.toString()), "error: this is a directory");
        assertRefused(none("no\0file"), "error: ");
    }

    @Test
    void saysWhichPartsOfTheModuleAreLive() throws IOException {
        String rest = "{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 ;\n fault x ;\n";
        String plain = file("plain.tdx", "TDX plain\n" + rest);
        assertThat(none(plain).out()).contains("SC; timers never; zero-step off;");
        String timed = file("timed.tdx", "TDX timed\ntimers = any\n" + rest);
        assertThat(none(timed).out()).contains("SC; timers any; zero-step off;");
        String stepped = file("stepped.tdx", "TDX stepped\ntd { zerostep; }\n" + rest);
        assertThat(none(stepped).out()).contains("SC; timers never; scenario").doesNotContain("zero-step off");
        Cli json = Cli.run("explore", "--json", stepped);
        assertThat(json.out())
                .contains("\"timers\":\"never\",\"zerostep\":\"live\"")
                .contains("\"timers never fire\"")
                .doesNotContain("filter is off");
    }

    @Test
    void aTdDoesNotRunUnderAKernelWithoutTds() throws IOException {
        assertRefused(none(GOOD, "--model", "kvm-6.12"), GOOD + ": error: ", "a TD under kvm-6.12");
        String plain = "TDX made vm = default { slot 1 = 0x100+8; }\n P0 ;\n write 0x100 ;\n";
        Cli cli = none(file("plain.tdx", plain), "--model", "kvm-6.12");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("  kvm-6.12, module").contains(" --seed 1 --model kvm-6.12\n");
    }

    @Test
    void theWorstFileDecidesAndAllAreRun() throws IOException {
        String bad = file("bad.tdx", "TDX");
        Cli cli = none(broken(), bad, bugged(""), GOOD);
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.out().lines().filter(line -> line.startsWith("  again: ")))
                .hasSize(3);
        assertThat(cli.err()).startsWith(bad + ":1:4: error: ");
        assertThat(none(broken(), bugged(""), GOOD).code()).isEqualTo(14);
        assertThat(none(GOOD, broken(), GOOD).code()).isEqualTo(1);
        assertThat(none(GOOD, GOOD).code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"columns", "log", "none"})
    void oneSeedPrintsTheSameBytes(String timeline) {
        Set<String> outputs = new TreeSet<>();
        for (int seed = 1; seed <= 5; seed++) {
            String[] args = {"run", GOOD, "--seed", "" + seed, "--timeline", timeline};
            Cli first = Cli.run(args);
            assertThat(Cli.run(args)).isEqualTo(first);
            outputs.add(first.out());
        }
        assertThat(outputs).as("what different seeds print").hasSizeGreaterThan(1);
    }

    @Test
    void theTimelineIsWhatWasAskedFor() {
        String summary = none(GOOD).out();
        String log = Cli.run("run", GOOD, "--timeline", "log").out();
        String columns = Cli.run("run", GOOD).out();
        assertThat(summary).doesNotContain("kvm_mmu_spte_requested");
        assertThat(log).endsWith(summary).contains("kvm_mmu_spte_requested: gfn 100 pfn ");
        assertThat(columns).endsWith(summary).doesNotContain("kvm_mmu_spte_requested: gfn 100 pfn ");
        assertThat(columns.length()).isGreaterThan(2 * summary.length());
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonIsOneObjectARun() throws IOException {
        Cli cli = Cli.run("run", "--json", GOOD);
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).isEmpty();
        Map<String, Object> run = cli.onlyObject();
        assertThat(run)
                .containsEntry("file", GOOD)
                .containsEntry("scenario", "busy-from-accept")
                .containsEntry("model", "kvm-6.19")
                .containsEntry("module", "1.5.01")
                .containsEntry("driver", "pekko-stepped")
                .containsEntry("reproducible", true)
                .containsEntry("seed", 1L)
                .containsEntry("end", "ended")
                .containsEntry("expected", "proved")
                .containsEntry("bug_on", false)
                .containsEntry("exit", 0L)
                .containsEntry("invariants", List.of())
                .containsEntry("again", "./seamstress run " + GOOD + " --seed 1")
                .containsKeys("hash", "memory", "timers", "zerostep", "steps", "digest");
        assertThat((List<Object>) run.get("columns"))
                .hasSize(2)
                .first()
                .satisfies(column -> assertThat((Map<String, Object>) column)
                        .containsEntry("column", "P0")
                        .containsEntry("state", "done")
                        .containsEntry(
                                "operations", List.of(Map.of("label", "A", "operation", "accept x", "result", "ok"))));
        assertThat((List<Map<String, Object>>) run.get("claims"))
                .extracting(claim -> claim.get("claim"))
                .containsExactly("sometimes#1", "sometimes#2", "finally#1");
    }

    @Test
    void jsonTellsTheExitCodeOfEachFile() throws IOException {
        Cli cli = Cli.run("run", "--json", broken(), bugged(""), GOOD);
        assertThat(cli.json()).extracting("exit").containsExactly(1L, 14L, 0L);
        assertThat(cli.code()).isEqualTo(14);
    }

    @Test
    void aLiveRunCannotBeRepeatedAndSaysSo() throws IOException {
        Cli cli = none("--live", GOOD);
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("pekko, live (cannot be repeated)", "again: ./seamstress run " + GOOD + " --live\n");
        assertThat(Cli.run("run", "--json", "--live", GOOD).onlyObject())
                .containsEntry("driver", "pekko-live")
                .containsEntry("reproducible", false)
                .doesNotContainKey("seed");
    }

    private static boolean canBeNamed(String name) {
        try {
            return !Path.of(name).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false; // LANG=C, where the launcher itself would set another
        }
    }

    /** A shell makes of the printed command the words that repeat the run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space.tdx",
                "it's.tdx",
                "a\"b.tdx",
                "$HOME.tdx",
                "a;b&c|d.tdx",
                "*.tdx",
                "b\\s.tdx",
                "(x).tdx",
                "#1.tdx",
                "~.tdx",
                "ü.tdx",
                "`id`.tdx",
                "!x.tdx"
            })
    void theCommandThatRepeatsARunSurvivesAShell(String name) throws IOException, InterruptedException {
        assumeTrue(canBeNamed(name), "no file can have this name under this locale");
        String file = file(name, HEAD + "}\n P0 | P1 ;\n A: fault x | B: accept x => {ok, busy, mismatch} ;\n");
        Cli first = none(file, "--seed", "7");
        assertThat(first.code()).isZero();
        String again = first.out()
                .lines()
                .filter(line -> line.startsWith("  again: "))
                .findFirst()
                .orElseThrow()
                .substring("  again: ./seamstress ".length());
        List<String> words = shellWords(again);
        assertThat(words).containsExactly("run", file, "--seed", "7");
        List<String> quiet = new ArrayList<>(words);
        quiet.addAll(List.of("--timeline", "none"));
        assertThat(Cli.run(quiet.toArray(new String[0]))).isEqualTo(first);
        assertThat(Cli.run("run", "--json", file).onlyObject()).containsEntry("file", file);
    }

    private static List<String> shellWords(String command) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + command);
        shell.environment().put("LC_ALL", "C.UTF-8");
        Process process = shell.redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return words.lines().toList();
    }

    @Test
    void aNameThatLooksLikeAnOptionIsNone() {
        assertThat(RunText.quoted("-x.tdx")).isEqualTo("./-x.tdx");
        assertThat(RunText.quoted("--live it.tdx")).isEqualTo("'./--live it.tdx'");
        assertThat(RunText.quoted("@x.tdx")).isEqualTo("./@x.tdx");
        assertThat(RunText.quoted("a/-x@1.tdx")).isEqualTo("a/-x@1.tdx");
    }

    @Test
    void anExpectedTroubleIsSeenOrNotSeen() throws IOException {
        String loop = HEAD + "}\n P0 ;\n A: loop { fault x } until memfault ;\nexpect kvm-6.19: livelock\n";
        Cli seen = none(file("loop.tdx", loop), "--until", "500");
        assertThat(seen.code()).isZero();
        assertThat(seen.out()).contains("expected of this model: livelock; seen\n");
        String fine = HEAD + "}\n P0 ;\n A: fault x ;\nfinally (A = ok)\nexpect kvm-6.19: refuted finally#1\n";
        Cli notSeen = none(file("fine.tdx", fine));
        assertThat(notSeen.code()).isZero();
        assertThat(notSeen.out()).contains("expected of this model: refuted finally#1; not seen\n");
        assertThat(Cli.run("run", "--json", file("fine.tdx", fine)).json().get(0))
                .extracting("expected_seen")
                .isEqualTo(false);
    }

    @Test
    void aLiveRunThatDoesNotEndIsCutToo() throws IOException {
        String loop = HEAD + "}\n P0 ;\n A: loop { fault x } until memfault ;\n";
        Cli cli = none(file("loop.tdx", loop), "--live", "--until", "500");
        assertThat(cli.code()).isEqualTo(11);
        assertThat(cli.out()).contains("did not end after 500 steps");
    }

    /** An operation that is longer than most moves all results. */
    @Test
    void resultsStandBelowEachOther() throws IOException {
        String scenario = "TDX raw\n{ slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }\n VMM ;\n"
                + " A: seamcall mem.range.block x ;\n B: seamcall mem.track ;\n C: seamcall mem.page.remove x ;\n";
        String out = Cli.run("run", "--timeline", "none", Cli.write(directory.resolve("raw.tdx"), scenario))
                .out();
        assertThat(out)
                .contains("  VMM    A: seamcall mem.range.block x ok\n  VMM    B: seamcall mem.track         ok\n")
                .contains("\n  VMM                                  done\n");
    }
}
