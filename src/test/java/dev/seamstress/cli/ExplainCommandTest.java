package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a counterexample is told in sentences, each with its step and its source, and it is said which steps cause it.
 * Method: two counterexamples whose causes are known, every shipped scenario for the words, and strange files.
 */
@Tag("once")
class ExplainCommandTest {
    private static final String NO_KICK = """
            TDX no-kick
            "the page is removed before the vCPU has left the old epoch"
            mutate = b33-track-no-kick
            { slot 1 = 0x100 gmem; x = 0x100; sept(x) = mapped; }
             P0        | VMM                    ;
             A: read x | C: convert x to shared ;
            expect kvm-6.19: refuted bug_on
            """;

    @TempDir
    private Path directory;

    static Stream<String> scenarios() throws IOException {
        return TraceFilesTest.scenarios();
    }

    /** The counterexample that a search finds. */
    private String found(String scenario) throws IOException {
        Path file = directory.resolve("a.tdx");
        Files.writeString(file, scenario);
        Cli.run("explore", file.toString(), "--out", directory.toString());
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".schedule"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String explained(String... words) {
        Cli cli = Cli.run(words);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        return cli.out();
    }

    @Test
    void aCounterexampleIsToldWithStepsAndSources() throws IOException {
        String schedule = found(NO_KICK);
        String text = explained("explain", schedule, "--width", "120");
        assertThat(text)
                .startsWith(
                        "no-kick, kvm-6.19 + b33-track-no-kick, module 1.5.01: 30 steps, bug_on is broken in step 29")
                .contains("      20  VMM changes the mirror entry of x: present -> none [tdp_mmu_set_spte].\n")
                .contains("  *   27  tdx begins TDH.MEM.PAGE.REMOVE for VMM on x [tdh_mem_page_remove.c].\n")
                .contains("  *   29  VMM runs into KVM_BUG_ON(page_remove), detail 0xc0000b0800000001"
                        + " [remove_external_spte];")
                .contains("  Marked * above: steps 27, 28, 29.\n  After step 27 no schedule can pass.\n")
                .contains("is the same up to step 26. Where here tdx takes a message of VMM,\n"
                        + "  there tdx takes a message of P0 first.\n")
                .contains("  What led there, and could have made a difference: steps 0, 10, 11, 13, ")
                .contains("  Look at KVM: ");
        assertThat(explained("explain", schedule, "--width", "120")).isEqualTo(text);
        String marked = text.substring(0, text.indexOf("What broke"))
                .lines()
                .filter(line -> line.startsWith("  * "))
                .map(line -> line.substring(4, 8).strip())
                .toList()
                .toString();
        assertThat(marked).isEqualTo("[27, 28, 29]");
    }

    /** The step that should have come first tells nothing by itself: it reads a word. */
    @Test
    void theStepThatShouldHaveComeFirstIsACause() throws IOException {
        String text = explained("explain", found("""
                TDX seq-ignored
                "a page is looked up, the host takes it away and is done, and only then is it to be mapped"
                mutate = b15-seq-ignored
                { slot 1 = 0x100 gmem; x = 0x100; attr(x) = shared; }
                 P0               | HOSTMM              ;
                 A: read x shared | N: notify x migrate ;
                expect kvm-6.19: refuted V21
                """));
        assertThat(text)
                .contains("  *   37  HOSTMM ends the invalidation: the sequence is 1\n")
                .contains("  *   38  P0 goes on [mmu_invalidate_retry_gfn_unsafe].\n")
                .contains("  The rule: a leaf is mapped only while its fault's snapshot is fresh and")
                .contains("[is_page_fault_stale(),");
    }

    /** Nobody reads the memslot's flag aloud; whoever changed it for all is a cause all the same. */
    @Test
    void aLivelockIsToldWithItsRoundAndItsCause() throws IOException {
        String text = explained("explain", found("""
                TDX prefault-vs-delslot
                "prefault retries on an INVALID slot inside SRCU while the deletion waits for SRCU"
                models = kvm-6.16
                { slot 1 = 0x100 gmem; x = 0x100; }
                 VMM                  | VMM1         ;
                 A: prefault x via P0 | D: delslot 1 ;
                expect kvm-6.16: livelock
                """), "--width", "120");
        assertThat(text)
                .contains("kvm-6.16, module 1.5.01: 9 steps, livelock from step 7 on\n")
                .contains("  *    4  VMM1 publishes memslot 1: invalid [kvm_swap_active_memslots].\n")
                .contains(
                        "  from here on, for ever:\n  *    8  VMM gives up the fault on x and will try again (invalid)"
                                + " [kvm_mmu_faultin_pfn].\n")
                .contains("  Livelock from step 7 on: no operation ends any more")
                .contains("  Marked * above: steps 4, 5, 8.\n");
    }

    @Test
    void aLogTellsWhatBrokeAndWhatCouldHaveMadeADifference() throws IOException {
        String log = directory.resolve("a.jsonl.gz").toString();
        Cli.run("replay", found(NO_KICK), "--timeline", "none", "--trace", log);
        String text = explained("explain", log, "--width", "120");
        assertThat(text)
                .contains("bug_on is broken in step 29")
                .contains("What could have saved it")
                .contains("  *   22  tdx changes the secure-EPT entry of x: mapped -> blocked; ends")
                .doesNotContain("[tdp_mmu_set_spte]");
    }

    @Test
    void aRunThatBreaksNothingIsToldToo() {
        String schedule = directory.resolve("a.schedule").toString();
        Cli.run("run", "scenarios/races/05-block-vs-accept.tdx", "--timeline", "none", "--schedule-out", schedule);
        assertThat(explained("explain", schedule))
                .contains("nothing is broken")
                .contains("Nothing broke: ")
                .doesNotContain("Which steps cause it");
        assertThat(explained("explain", schedule, "--json")).contains("\"broken\":false");
    }

    /** Whatever can be told is told by a sentence with a source, and a log and a schedule tell the same. */
    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScenarioCanBeTold(String scenario) {
        String schedule = directory.resolve("a.schedule").toString();
        String log = directory.resolve("a.jsonl").toString();
        String[] run = {
            "run", scenario, "--timeline", "none", "--until", "2000", "--schedule-out", schedule, "--trace", log
        };
        Cli.run(run);
        Cli json = Cli.run("explain", schedule, "--json");
        assertThat(json.err()).isEmpty();
        assertThat(json.code()).isZero();
        assertThat(json.out()).contains("\"told\":[{").doesNotContain("null");
        Pattern silent = Pattern.compile("\"event\":\"(\\w+)\",\"text\":\"[^\"]*\",\"source\":\"\"");
        assertThat(silent.matcher(json.out()).results().map(found -> found.group(1)))
                .isEmpty();
        Cli text = Cli.run("explain", log);
        assertThat(text.out().lines().mapToInt(String::length).max().orElseThrow())
                .isLessThanOrEqualTo(75);
        assertThat(explained("diff", schedule, log)).contains("\nThe same: all ");
    }

    @Test
    void aPartIsToldWithAllCauses() throws IOException {
        String log = directory.resolve("a.jsonl").toString();
        String scenario = "scenarios/races/05-block-vs-accept.tdx";
        Cli.run("run", scenario, "--timeline", "none", "--trace", log);
        Cli.run("run", scenario, "--timeline", "none", "--schedule-out", directory.resolve("a.schedule") + "");
        List<String> whole = told(explained("explain", log, "--width", "200"));
        String part = explained("explain", log, "--width", "200", "--only", "x", "--actors", "P0");
        assertThat(part)
                .contains("What happened, only x, only steps of P0\n", " steps are left out that nobody asked for.");
        assertThat(told(part))
                .isNotEmpty()
                .hasSizeLessThan(whole.size() / 2)
                .isSubsetOf(whole)
                .allMatch(line -> line.substring(10).startsWith("P0 "));
        String schedule = explained(
                "explain", directory.resolve("a.schedule") + "", "--width", "200", "--only", "x", "--actors", "P0");
        assertThat(told(schedule))
                .extracting(ExplainCommandTest::withoutSource)
                .isEqualTo(told(part).stream()
                        .map(ExplainCommandTest::withoutSource)
                        .toList());
        String broken = directory.resolve("frozen.jsonl").toString();
        String[] frozen = {"scenarios/races/b28-no-freeze.tdx", "--mutate", "b28-no-freeze", "--seed", "17"};
        Cli.run("run", frozen[0], frozen[1], frozen[2], frozen[3], frozen[4], "--timeline", "none", "--trace", broken);
        assertThat(causes(explained("explain", broken, "--actors", "mmu")))
                .isNotEmpty()
                .isEqualTo(causes(explained("explain", broken)));
        Cli json = Cli.run("explain", log, "--json", "--only", "x", "--actors", "P0");
        assertThat((List<?>) json.onlyObject().get("steps")).hasSize(told(part).size());
        Cli none = Cli.run("explain", log, "--only", ",");
        assertThat(none.code()).isEqualTo(64);
        assertThat(none.err()).contains("--only, column 1: expected a page, found nothing in `,`");
    }

    private static List<String> told(String text) {
        return text.lines().filter(line -> line.matches("  [* ] +\\d+  .*")).toList();
    }

    private static List<String> causes(String text) {
        return told(text).stream().filter(line -> line.startsWith("  * ")).toList();
    }

    private static String withoutSource(String line) {
        return line.replaceAll(" \\[[^\\]]*]", "");
    }

    /** As it comes by mail, quoted. */
    @Test
    void aMailIsTold() throws IOException {
        String mail = Cli.run(
                        "explore",
                        "scenarios/races/11-remove-without-write-lock.tdx",
                        "--mutate",
                        "x11-remove-under-read",
                        "--mail")
                .out();
        String quoted = mail.replaceAll("(?m)^", "> ");
        Path file = Files.writeString(directory.resolve("mail"), "Subject: a race\n\n" + quoted + "\n\nRegards\n");
        Cli cli = Cli.run("explain", file.toString());
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("V13 is broken in step ");
    }

    @Test
    void whatIsNoRunIsRefusedInOneLine() throws IOException {
        String missing = directory.resolve("none").toString();
        refused(missing, "no such file");
        Path empty = Files.createFile(directory.resolve("empty.jsonl"));
        refused(empty.toString(), "error:");
        refused(directory.toString(), "error:");
        refused("scenarios/races/05-block-vs-accept.tdx", "there is no schedule here");
        Path garbage = directory.resolve("garbage.jsonl.gz");
        Files.write(garbage, new byte[] {0x1f, (byte) 0x8b, 1, 2, 3});
        refused(garbage.toString(), "error:");
        Path cut = directory.resolve("cut.jsonl.gz");
        Files.write(cut, new byte[] {0x1f, (byte) 0x8b});
        refused(cut.toString(), ":1: error: the log breaks off in its first bytes");
        refused("/dev/null", "/dev/null: error: this shows no run");
        refused("LICENSE", "LICENSE: error: this shows no run: it is neither an event log, as");
        refused("a\0b", "no file can be named so here");
        Cli width = Cli.run("explain", missing, "--width", "20");
        assertThat(width.code()).isEqualTo(64);
        assertThat(width.err()).contains("--width takes 60 to 200, not 20");
    }

    private static void refused(String file, String why) {
        Cli cli = Cli.run("explain", file);
        assertThat(cli.code()).as(file).isEqualTo(65);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).as(file).contains(why).doesNotContain("internal");
    }

    @Test
    void aLogThatBreaksOffIsToldUpToThere() throws IOException {
        Path log = directory.resolve("a.jsonl");
        Cli.run("run", "scenarios/races/05-block-vs-accept.tdx", "--timeline", "none", "--trace", log.toString());
        String all = Files.readString(log);
        Files.writeString(log, all.substring(0, all.length() / 2));
        Cli cli = Cli.run("explain", log.toString());
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).contains("warning:");
        assertThat(cli.out()).contains("P0 begins `A: accept x`").contains("Nothing broke: it breaks off");
    }
}
