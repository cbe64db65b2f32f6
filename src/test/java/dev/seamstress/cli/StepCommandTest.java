package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.sched.SplitMix64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: who plays a run by hand makes the choices that it shows, and can take each back.
 *
 * <p>Method: the command runs inside the test with lines on stdin; random choices with and without others that are
 * taken back lead to the same run.
 */
class StepCommandTest {
    private static final String TWO = "scenarios/first/03-two-vcpus-one-gfn.tdx";
    private static final String BROKEN = "scenarios/races/b28-no-freeze.tdx";
    private static final Path PAGE = Path.of("src/site/markdown/by-hand.md");
    private static final Pattern TRANSCRIPT =
            Pattern.compile("(?s)<!-- by hand: \\./seamstress (.*?) -->\n```\n(.*?)```\n");

    @TempDir
    private Path directory;

    private static String said(String lines, String... args) {
        Cli cli = Cli.withStdin(lines, args);
        assertThat(cli.code()).as(cli.err()).isZero();
        return cli.out();
    }

    @Test
    void thePageShowsWhatHappens() throws IOException {
        Matcher shown = TRANSCRIPT.matcher(Files.readString(PAGE));
        assertThat(shown.find()).isTrue();
        String lines = shown.group(2)
                .lines()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.substring(2) + "\n")
                .collect(Collectors.joining());
        assertThat(said(lines, shown.group(1).split(" "))).isEqualTo(shown.group(2));
    }

    @Test
    void aNumberANameAndEnterChoose() {
        String begun = said("2\n1>1\n\n1\n", "step", TWO);
        assertThat(begun)
                .contains(
                        "> 2\n     0  P1 begins `B: fault x`",
                        "> 1>1\n     1  P1 goes on",
                        "> \n     2  P1 goes to enter")
                .contains("> 1\n     3  P0 begins `A: fault x`");
        assertThat(said("P0>P0\nP1>P1\nP0>tdx\n0\n3\n99999999999\n", "step", TWO))
                .contains("> P0>P0\n     0  P0 begins", "> P1>P1\n     1  P1 begins")
                .contains(
                        "there is no choice `P0>tdx` here",
                        "no choice `0`",
                        "no choice `3`",
                        "no choice `99999999999`");
    }

    /** Chance takes the same way as 'run' with that seed. */
    @Test
    void chanceIsThatOfTheSeed() {
        String drawn = said("random 500 10\nrace\nstate\nresults\n", "step", TWO);
        assertThat(drawn)
                .contains("RETRY: mirror(x) FROZEN by P1")
                .contains("step 52: every column has come to its end")
                .contains("  P0: done\n  P1: done\n  mmu_lock = free\n"
                        + "  mirror(x) = present; sept(x) = pending; direct(x) = none; attr(x) = private\n")
                .contains("sometimes#1  seen at step 27", "finally#1    held");
    }

    @Test
    void aloneEndsWhereAnotherMustGoOn() {
        String out = said("alone P0 freezes\nalone P1 gives up\nalone P1 nothing\nalone P9\nalone P0\n", "step", TWO);
        assertThat(out)
                .contains("    13  P0 freezes the mirror entry of x", "    26  P1 gives up the fault on x")
                .contains("  P1 does not come to `nothing` alone\n step 27\n", "there are P0, P1, mmu, tdx")
                .contains("P0 ends `A: fault x`: ok");
        assertThat(said("alone mmu\nalone P0 2\nalone P0 -1\n", "step", TWO))
                .contains(
                        "  mmu waits for somebody else, or is at its end\n step 0\n", "     1  P0 goes on", " step 2\n")
                .contains("  P0 does not come to `-1` alone\n step 2\n");
    }

    /** An interrupt of one vCPU is taken by that one, not by who sends it. */
    @Test
    void aloneDoesNotLetOtherThreadsGoOn() {
        String out = said("alone P0 8\nalone VMM\n", "step", "scenarios/races/13-remove-before-kick.tdx");
        assertThat(out.substring(out.indexOf("> alone VMM")))
                .contains("    21  VMM requests outside_guest_mode of all vCPUs; kicks vCPU 0", " step 22\n")
                .doesNotContain("    22  ");
    }

    /** What a row has not announced breaks nothing as long as the run is not over: the row may still be taken back. */
    @Test
    void resultsAreLookedAtWhenItIsOver() throws IOException {
        Path file = Files.writeString(
                directory.resolve("announced.tdx"),
                "TDX announced\n{ slot 1 = 0x100+8; x = 0x100; }\n P0                     | P1         ;\n"
                        + " A: accept x => {busy} | B: write x ;\n");
        String out = said("alone P0\nalone P1\nrandom\n", "step", file.toString());
        assertThat(out.substring(0, out.indexOf("> alone P1"))).doesNotContain("is broken");
        assertThat(out).contains("results is broken: ");
    }

    @Test
    void whatBreaksEndsTheRunAndCanBeTakenBack() throws IOException {
        String kept = directory.resolve("kept.schedule").toString();
        assertThat(Cli.run(
                                "run",
                                BROKEN,
                                "--mutate",
                                "b28-no-freeze",
                                "--seed",
                                "17",
                                "--schedule-out",
                                kept,
                                "--timeline",
                                "none")
                        .code())
                .isZero();
        String written = directory.resolve("by-hand.schedule").toString();
        String out =
                said("\n\nback\n\nwrite " + written + "\n1\nwrite " + kept + "\nwrite\n", "step", kept, "--at", "27");
        assertThat(out)
                .contains("> \n    28  P0 ")
                .contains("V07 is broken: ", " step 29: it ends here, as a rule is broken")
                .contains(
                        "nothing can be chosen here; `back` goes back", "error: the file exists\n", "into which file?");
        assertThat(Cli.run("replay", written, "--timeline", "none").out())
                .contains("all 29 steps are as recorded", "broken: V07, as recorded");
        assertThat(Files.readString(Path.of(written)).lines().filter(line -> line.startsWith("// choices")))
                .isEqualTo(Files.readString(Path.of(kept))
                        .lines()
                        .filter(line -> line.startsWith("// choices"))
                        .toList());
    }

    @Test
    void choicesThatAreTakenBackLeaveNothing() throws Exception {
        for (String file : List.of(TWO, "scenarios/races/05-block-vs-accept.tdx", BROKEN)) {
            for (int seed = 1; seed <= 1; seed++) {
                HandRun straight = run(file);
                HandRun winding = run(file);
                SplitMix64 random = new SplitMix64(seed);
                SplitMix64 other = new SplitMix64(-seed);
                while (!straight.now().isOver() && straight.now().steps() < 40) {
                    int detour = other.below(4);
                    for (int i = 0; i < detour && !winding.now().isOver(); i++) {
                        choose(winding, other);
                    }
                    winding.back(winding.now().steps() - straight.now().steps());
                    int choice = random.below(straight.now().offers().size());
                    assertThat(winding.now().offers()).isEqualTo(straight.now().offers());
                    straight.choose(straight.now().offers().get(choice).choice());
                    winding.choose(winding.now().offers().get(choice).choice());
                }
                assertThat(winding.now().outcome().digest())
                        .isEqualTo(straight.now().outcome().digest());
            }
        }
    }

    private static void choose(HandRun run, SplitMix64 random) {
        run.choose(
                run.now().offers().get(random.below(run.now().offers().size())).choice());
    }

    private static HandRun run(String file) throws Exception {
        ReadResult read = Scenarios.read(file);
        KernelModel model = KernelChoice.OF_THE_FILE.of(read.resolved().orElseThrow());
        return new HandRun(read, model, List.of(), 0);
    }

    /** What can still be saved there passes, if it is chosen. */
    @Test
    void aCounterexampleIsLeftWhereItCanBeSaved() {
        Cli found = Cli.run(
                "explore",
                "scenarios/races/05-block-vs-accept.tdx",
                "--model",
                "seed-2024",
                "--out",
                directory.toString());
        Matcher command = Pattern.compile("  or else: \\./seamstress (step \\S+ --at \\d+)\n")
                .matcher(found.out());
        assertThat(command.find()).as(found.out()).isTrue();
        String[] words = command.group(1).split(" ");
        assertThat(said("state\nrandom\n\n", words)).contains("> state\n  P0: ", " step ");
        assertThat(said("alone P0\nalone VMM\nalone P0\nresults\n", words)).doesNotContain("is broken", "KVM_BUG_ON");
    }

    @Test
    void helpNamesEveryOrder() {
        assertThat(said("?\nhelp\nfoo\nq\n1\n", "step", TWO))
                .contains("alone NAME TEXT", "random [N] [SEED]", "back [N]", "state", "results", "write FILE", "quit")
                .contains("what is `foo`? ? tells what can be said")
                .endsWith("> q\n");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(Cli.withStdin("", "step", "-").err())
                .contains("the choices come from stdin, and the scenario from a file");
        assertThat(Cli.withStdin("", "step", "none.tdx").code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(Cli.withStdin("", "step", TWO, "--at", "1").err()).contains("--at is for a file with a schedule");
        assertThat(Cli.withStdin("", "step", TWO, "--model", "none").code()).isEqualTo(ExitCode.USAGE.number());
        String kept = directory.resolve("kept.schedule").toString();
        String log = directory.resolve("kept.jsonl").toString();
        Cli.run("run", TWO, "--schedule-out", kept, "--trace", log);
        assertThat(Cli.withStdin("", "step", log).err()).contains("this is an event log, which cannot be played again");
        for (String option : List.of("--model=kvm-6.18", "--mutate=b28-no-freeze", "--module=1.5.05")) {
            assertThat(Cli.withStdin("", "step", kept, option).err()).contains("a schedule says its kernel and module");
        }
        assertThat(Cli.withStdin("", "step", kept, "--at", "99999").err()).contains("--at takes a step from 0 to ");
        assertThat(Cli.withStdin("", "step", "LICENSE").code()).isEqualTo(ExitCode.BAD_INPUT.number());
    }
}
