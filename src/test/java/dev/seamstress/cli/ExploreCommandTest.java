package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: an exploration says its verdict, and ends with the right code. Method: whole command lines. */
class ExploreCommandTest {
    private static final String HEAD = "TDX made { slot 1 = 0x100+8 gmem; x = 0x100; ";

    @TempDir
    private Path directory;

    private Cli explore(String text, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("explore", "--out", directory.toString()));
        all.addAll(List.of(options));
        all.add(Cli.write(directory.resolve("made.tdx"), text));
        return Cli.run(all.toArray(new String[0]));
    }

    private static String file(String text) {
        return HEAD + "}\n" + text;
    }

    @Test
    void aProof() {
        Cli cli = Cli.run("explore", "scenarios/first/03-two-vcpus-one-gfn.tdx");
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .startsWith("two-vcpus-one-gfn: PROVED (790 states)\n  kvm-6.19, module 1.5.01; SC; timers never;")
                .contains("1,504 transitions; 1 final;");
    }

    @Test
    void eachKernelThatTheFileNamesHasItsVerdict() {
        Cli cli = Cli.run("explore", "scenarios/races/05-block-vs-accept.tdx");
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("block-vs-accept: REFUTED bug_on (29 steps), as expected\n  seed-2024 (reconstructed),")
                .containsPattern("PROVED \\(1,893 states\\)\\s+kvm-6.16,");
    }

    @Test
    void oneKernelMayBeChosen() {
        Cli cli = Cli.run("explore", "scenarios/races/05-block-vs-accept.tdx", "--model", "kvm-6.16");
        assertThat(cli.out()).containsOnlyOnce("block-vs-accept: ").contains("kvm-6.16,");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "'\n P0 ;\n A: fault x ;\nfinally (mirror(x) = none)\n',               1, REFUTED finally#1",
        "'\n P0 ;\n A: fault x ;\nsometimes (A = memfault)\n',                 1, REFUTED sometimes#1 (vacuous)",
        "'\n P0 | VMM ;\n A: fault x | on memfault ;\n',                      10, REFUTED deadlock",
        "'\n P0 ;\n A: loop { read x shared } until mmio ;\n',                11, REFUTED livelock",
        "'\n P0 ;\n A: exec x shared ;\n',                                    14, REFUTED bug_on"
    })
    void anUnexpectedRefutationEndsByItsKind(String text, int code, String verdict) throws IOException {
        String facts = text.contains("shared") ? HEAD + "attr(x) = shared; }" : HEAD + "}";
        Cli cli = explore(facts + text);
        assertThat(cli.out()).contains("made: " + verdict).contains("; expected: proved");
        assertThat(cli.code()).isEqualTo(code);
    }

    @Test
    void aBrokenInvariantEndsWithTwelve() throws IOException {
        Cli cli = explore(file(" P0 ;\n A: fault x ;\n"), "--mutate", "b28-no-freeze");
        assertThat(cli.out()).contains("made: REFUTED V07").contains("kvm-6.19 + b28-no-freeze");
        assertThat(cli.code()).isEqualTo(12);
    }

    @Test
    void anExpectedRefutationThatDoesNotComeEndsWithOne() throws IOException {
        Cli cli = explore(file(" P0 ;\n A: fault x ;\nexpect kvm-6.19: refuted V05\n"));
        assertThat(cli.out()).contains("made: PROVED").contains("; expected: refuted V05");
        assertThat(cli.code()).isEqualTo(1);
    }

    @Test
    void anotherRefutationThanTheExpectedOneEndsByItsKind() throws IOException {
        Cli cli = explore(file(" P0 ;\n A: fault x ;\nnever (seen(aug))\nexpect kvm-6.19: refuted V05\n"));
        assertThat(cli.out()).contains("made: REFUTED never#1").contains("; expected: refuted V05");
        assertThat(cli.code()).isEqualTo(1);
    }

    @Test
    void aBoundIsNoProof() {
        Cli cli = Cli.run("explore", "--depth", "20", "scenarios/first/03-two-vcpus-one-gfn.tdx");
        assertThat(cli.out())
                .contains(
                        "two-vcpus-one-gfn: NOT FOUND: schedules were cut at the bound on their length;",
                        "not seen: ",
                        "livelocks: not looked for in what was left open");
        assertThat(cli.code()).isZero();
        assertThat(Cli.run("explore", "--strict", "--depth", "20", "scenarios/first/03-two-vcpus-one-gfn.tdx")
                        .code())
                .isEqualTo(20);
    }

    @Test
    void whereMemoryEndsWalksGoOn() {
        Cli cli = Cli.run("explore", "--memory", "1M", "--schedules", "300", "scenarios/first/05-four-vcpus-cold.tdx");
        assertThat(cli.out()).contains("NOT FOUND: the bound on memory was met").contains("300 schedules", "walked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "pct", "portfolio"})
    void walksFindWhatIsShallowAndSayTheSameWithAnyNumberOfWorkers(String strategy) {
        String[] line = {
            "explore",
            "--strategy",
            strategy,
            "--mutate",
            "b29-no-rollback",
            "--schedules",
            "2000",
            "--seed",
            "7",
            "--workers",
            "1",
            "scenarios/races/14-frozen-never-cleared.tdx"
        };
        Cli one = Cli.run(line);
        line[10] = "3";
        Cli three = Cli.run(line);
        assertThat(one.out()).contains("REFUTED V05").contains("walked");
        assertThat(three.out()).isEqualTo(one.out());
        assertThat(one.code()).isZero();
    }

    @Test
    void walksProveNothing() {
        Cli cli = Cli.run(
                "explore", "--strategy", "random", "--schedules", "50", "scenarios/first/01-first-private-fault.tdx");
        assertThat(cli.out())
                .contains("NOT FOUND: all walks were made", "50 schedules walked", "livelocks: walks see none");
    }

    @Test
    void theHistogramOfFinalStates() {
        Cli cli = Cli.run("explore", "-v", "scenarios/races/05-block-vs-accept.tdx", "--model", "kvm-6.19");
        assertThat(cli.out())
                .containsPattern(" 2 : A=busy C=ok\\n +3 : A=memfault C=ok\\n +1 : A=ok C=ok\\n")
                .contains("starvation possible: 58 sets");
    }

    @Test
    void goingOnTellsAllThatCanBeBroken() {
        Cli cli = Cli.run(
                "explore",
                "--keep-going",
                "--mutate",
                "x22-flush-done-at-begin",
                "scenarios/races/22-entry-not-guaranteed.tdx");
        assertThat(cli.out()).contains("REFUTED V26", "also V27: ", "also never#1: ");
    }

    /** Nothing happens at once then: it is the search of all states. */
    @Test
    void theSelfCheckAgrees() {
        Cli all = Cli.run("explore", "--all-moments", "scenarios/first/10-busy-from-accept.tdx");
        Cli checked = Cli.run("explore", "--self-check", "scenarios/first/10-busy-from-accept.tdx");
        assertThat(all.out()).contains("PROVED (2,011 states)", "4,791 transitions; 5 final;");
        assertThat(checked.out()).isEqualTo(all.out());
        Cli plain = Cli.run("explore", "scenarios/first/10-busy-from-accept.tdx");
        assertThat(plain.out()).contains("PROVED (1,062 states)", "2,018 transitions; 5 final;");
    }

    @Test
    void asJson() throws IOException {
        Map<String, Object> proof = Cli.run("explore", "--json", "scenarios/first/03-two-vcpus-one-gfn.tdx")
                .onlyObject();
        assertThat(proof)
                .containsEntry("verdict", "proved")
                .containsEntry("states", 790L)
                .containsEntry("as_expected", true)
                .containsEntry("memory", "SC")
                .containsKey("assumptions")
                .containsKey("barriers_taken_for_granted");
        Map<String, Object> refutation = explore(file(" P0 ;\n A: fault x ;\nnever (seen(aug))\n"), "--json")
                .onlyObject();
        assertThat(refutation).containsEntry("verdict", "refuted").containsEntry("exit", 1L);
        assertThat(refutation.get("findings").toString()).contains("rule=never#1", "schedule=");
    }

    @ParameterizedTest
    @CsvSource({
        "--memory 3X, is no size",
        "--memory 99999G, more than this Java can give",
        "--memory 0, it takes sizes from 1M",
        "--memory 512, it takes sizes from 1M",
        "--time soon, is no time",
        "--time 90, is no time",
        "--time -5s, is no time",
        "--depth 0, --depth takes a number of steps from 1",
        "--workers 0, take numbers from 1",
        "--self-check --strategy pct, --self-check is of states, and walks know none",
        "--no-symmetry --strategy random, --no-symmetry is of states, and walks know none",
        "--all-moments --strategy portfolio, --all-moments is of states, and walks know none",
        "--json --mail, --json prints none",
        "--strategy luck, Invalid value",
        "--mutate b2-nothing, no mutation"
    })
    void whatMakesNoSenseIsUsage(String options, String message) {
        String[] words = ("explore " + options + " scenarios/first/07-accept.tdx").split(" ");
        Cli cli = Cli.run(words);
        assertThat(cli.code()).isEqualTo(64);
        assertThat(cli.err()).contains(message);
    }

    @Test
    void aFileThatIsWrongIsBadInput() throws IOException {
        assertThat(explore("TDX wrong {").code()).isEqualTo(65);
        assertThat(Cli.run("explore", "no/such.tdx").code()).isEqualTo(65);
        assertThat(explore(file(" VMM ;\n D: nxrecover ;\n")).code()).isEqualTo(65);
    }

    @Test
    void anErrorThatIsInjectedExcusesItsBug() throws IOException {
        String text = HEAD + "inject error aug once; }\n P0 ;\n A: fault x ;\nsometimes (bug_on)\n";
        Cli cli = explore(text);
        assertThat(cli.out())
                .contains("made: PROVED")
                .containsPattern("a KVM_BUG_ON that answers the\\s+injected error is\\s+none");
        Cli other = explore(text.replace("sometimes", "never"));
        assertThat(other.out()).contains("made: REFUTED never#1");
    }

    private List<Path> written() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".schedule"))
                    .sorted()
                    .toList();
        }
    }

    /** A scenario of its own, a drawing and a schedule, of which each is what the others say. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "scenarios/races/05-block-vs-accept.tdx, --model seed-2024, bug_on, bug_on",
        "scenarios/races/14-frozen-never-cleared.tdx, --mutate b29-no-rollback, V05, V05",
        "scenarios/races/b03-reload-ignores-request.tdx, --mutate b03-reload-ignores-request, livelock, livelock",
        "scenarios/races/16b-accept-vs-aug.tdx, --model kvm-6.18, finally#2, finally#1"
    })
    void aCounterexampleIsAScenarioThatReplaysToTheSameViolation(
            String scenario, String option, String rule, String shrunk) throws IOException {
        String[] words = option.split(" ");
        Cli cli = Cli.run("explore", scenario, words[0], words[1], "--mail", "--out", directory.toString());
        assertThat(cli.code()).isZero();
        assertThat(written()).hasSize(1);
        String file = written().get(0).toString();
        assertThat(cli.err()).contains("REFUTED " + rule, "again: ./seamstress replay " + file);

        Cli replay = Cli.run("replay", "--timeline", "none", file);
        assertThat(replay.code()).as(replay.out() + replay.err()).isZero();
        assertThat(replay.out()).contains("engine and pekko tell the same", "broken: " + shrunk + ", as recorded");

        Cli again = Cli.run("explore", file);
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("REFUTED " + shrunk, ", as expected");

        String mail = cli.out();
        assertThat(mail.lines()).allMatch(line -> line.length() <= 75 || !line.startsWith("//"));
        assertThat(mail)
                .containsOnlyOnce("// REFUTED " + shrunk + " under ")
                .containsOnlyOnce("// look at ")
                .containsOnlyOnce("// again: save this mail as FILE, and say seamstress replay FILE\n");
        String mailed = Cli.write(
                directory.resolve("mailed.tdx"),
                mail.lines().map(line -> "> " + line + "\n").collect(Collectors.joining()));
        assertThat(Cli.run("replay", "--timeline", "none", mailed).code()).isZero();
    }

    /** Who announces one result of an operation meets it when there are more. */
    @Test
    void aResultThatIsNotAnnouncedIsSaidToBeWhatCanBeAnnounced() throws IOException {
        String said = "  if the operation may end so, announce that result in its row, behind `=>`\n";
        Cli cli = explore(file(" P0 | VMM ;\n A: accept x => ok | C: convert x to shared ;\n"));
        assertThat(cli.out()).contains("REFUTED results", said);
        assertThat(explore(file(" P0 ;\n A: fault x ;\nnever (seen(aug))\n")).out())
                .contains("REFUTED never#1")
                .doesNotContain(said);
    }

    @Test
    void aCounterexampleSaysWhereItWasDecided() {
        Cli cli = Cli.run("explore", "scenarios/races/05-block-vs-accept.tdx", "--model", "seed-2024");
        assertThat(cli.out())
                .contains(
                        "  after step 26 no schedule can pass\n",
                        "differs first at step 26: there P0>tdx goes before VMM>tdx\n",
                        "  look at KVM: ",
                        "TDH.MEM.RANGE.BLOCK(x) = BUSY\n",
                        "<- bug_on broken here\n");
    }

    @Test
    void theSameCounterexampleIsWrittenOnce() throws IOException {
        String text = file(" P0 ;\n A: fault x ;\nnever (seen(aug))\n");
        Cli first = explore(text);
        assertThat(written()).hasSize(1);
        byte[] bytes = Files.readAllBytes(written().get(0));
        Cli second = explore(text);
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(written()).hasSize(1);
        assertThat(Files.readAllBytes(written().get(0))).isEqualTo(bytes);
    }

    /** What the second look at a step leaves behind must not be what the first is judged by. */
    @ParameterizedTest
    @ValueSource(strings = {"never", "sometimes"})
    void theSelfCheckAgreesAboutWhatMixesHistoryAndState(String quantifier) throws IOException {
        String text = HEAD + "sept(x) = pending; }\n P0 | P1 ;\n A: accept x | B: accept x ;\n" + quantifier
                + " (seen(accept(x)) /\\ sept(x) = pending)\n";
        Cli plain = explore(text, "--all-moments");
        Cli checked = explore(text, "--self-check");
        assertThat(checked.out()).isEqualTo(plain.out());
        assertThat(checked.code()).isEqualTo(plain.code());
    }

    @Test
    void aWalkBeginsWithNothingOfTheOneBefore() throws IOException {
        Cli cli = explore(
                file(" P0 ;\n A: fault x ;\norder (kick -> aug)\n"),
                "--strategy",
                "random",
                "--keep-going",
                "--schedules",
                "20");
        assertThat(cli.out()).contains("REFUTED order#1").containsPattern("20 schedules walked; (4|5|6)\\d\\d steps");
    }

    @Test
    void timeEndsWalksToo() throws IOException {
        Cli cli = explore(
                file(" P0 ;\n A: fault x ;\n"), "--strategy", "pct", "--schedules", "1000000000", "--time", "1ms");
        assertThat(cli.out()).contains("NOT FOUND: its time was up");
    }

    @Test
    void aClaimThatIsBrokenFromTheStartIsNotVacuous() throws IOException {
        Cli cli = explore(HEAD + "sept(x) = mapped; }\n P0 ;\n A: read x ;\nnever (sept(x) = mapped)\n");
        assertThat(cli.out()).contains("REFUTED never#1 (0 steps)");
    }

    @Test
    void anExpectedVacuityIsFoundBesideOtherRules() throws IOException {
        Cli cli = explore(file(" P0 ;\n A: fault x ;\nnever (seen(aug))\nsometimes (A = memfault)\n"
                + "expect kvm-6.19: refuted sometimes#1\n"));
        assertThat(cli.out()).contains("REFUTED sometimes#1 (vacuous), as expected", "also never#1");
    }

    @Test
    void aVerdictIsPrintedThoughItsFileCannotBe() throws IOException {
        Path full = directory.resolve("full");
        Files.createDirectory(full);
        String text = file(" P0 ;\n A: fault x ;\nnever (seen(aug))\n");
        Cli.write(directory.resolve("one.tdx"), text);
        Cli written = Cli.run(
                "explore",
                "--out",
                full.toString(),
                directory.resolve("one.tdx").toString());
        String name = written.out().substring(written.out().indexOf("made-")).strip();
        Cli again = Cli.run(
                "explore",
                "--out",
                full.toString(),
                directory.resolve("one.tdx").toString());
        assertThat(again.err()).doesNotContain("cannot be written");
        assertThat(again.out()).isEqualTo(written.out());
        Files.writeString(full.resolve(name), "mine");
        Cli cli = Cli.run(
                "explore",
                "--out",
                full.toString(),
                directory.resolve("one.tdx").toString());
        assertThat(full.resolve(name)).hasContent("mine");
        assertThat(full).isDirectoryNotContaining("glob:**.part");
        assertThat(cli.out()).contains("REFUTED never#1");
        assertThat(cli.err()).contains("the counterexample cannot be written");
        assertThat(cli.code()).isEqualTo(65);
    }
}
