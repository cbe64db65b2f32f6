package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.Recorder;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.world.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a recorded run is made again, or said not to be, with the step and what differs. Method: whole command lines on
 * files that {@code run} wrote, and on those with one thing changed.
 */
class ReplayCommandTest {
    private static final String RACE = "scenarios/first/03-two-vcpus-one-gfn.tdx";

    @TempDir
    private Path directory;

    private String recorded;

    @BeforeEach
    void record() {
        recorded = directory.resolve("race.schedule").toString();
        assertThat(run(RACE, "--seed", "10", "--schedule-out", recorded).code()).isZero();
    }

    private static Cli run(String... args) {
        return none("run", args);
    }

    private static Cli replay(String... args) {
        return none("replay", args);
    }

    private static Cli none(String command, String... args) {
        List<String> all = new ArrayList<>(List.of(command, "--timeline", "none"));
        all.addAll(List.of(args));
        return Cli.run(all.toArray(new String[0]));
    }

    private ScheduleFile file() throws IOException {
        return ScheduleFile.parse(Files.readString(Path.of(recorded))).file().orElseThrow();
    }

    private String write(String text) throws IOException {
        return Cli.write(directory.resolve("changed.schedule"), text);
    }

    private String changed(String old, String next) throws IOException {
        String text = Files.readString(Path.of(recorded));
        assertThat(text).contains(old);
        return write(text.replace(old, next));
    }

    @Test
    void aRecordedRunIsMadeAgain() throws IOException {
        Cli cli = replay(recorded);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .startsWith("two-vcpus-one-gfn: one schedule ended after 52 steps; ")
                .contains("engine and pekko, stepped; recorded schedule;")
                .contains("sometimes#1  seen at step 27", "finally#1    held")
                .contains("  all 52 steps are as recorded; engine and pekko tell the same\n")
                .contains("  broken: nothing, as recorded\n  again: ./seamstress replay " + recorded + "\n");
        String digest = "digest %016x".formatted(file().digest());
        assertThat(cli.out()).contains(digest);
        assertThat(run(RACE, "--seed", "10").out()).contains(digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"engine", "pekko", "both"})
    void everyDriverPrintsTheTimelineOfTheRun(String driver) {
        String timeline = Cli.run("run", RACE, "--seed", "10").out();
        String again = Cli.run("replay", recorded, "--driver", driver).out();
        int start = timeline.indexOf(" step ");
        int end = timeline.indexOf("two-vcpus-one-gfn: one schedule");
        assertThat(again).contains(timeline.substring(start, end));
        assertThat(again.contains("engine and pekko tell the same")).isEqualTo(driver.equals("both"));
    }

    @Test
    void aScheduleFileIsAScenario() throws IOException {
        String saved =
                Files.copy(Path.of(recorded), directory.resolve("race.tdx")).toString();
        assertThat(Cli.run("lint", saved).out()).isEqualTo(saved + ": ok\n");
        assertThat(Cli.run("fmt", "--check", saved).code()).isZero();
        assertThat(Cli.run("fmt", saved).out()).isEqualTo(Files.readString(Path.of(saved)));
        assertThat(run(saved, "--seed", "10").out().replace(saved, RACE))
                .isEqualTo(run(RACE, "--seed", "10").out());
        String again = directory.resolve("again.schedule").toString();
        assertThat(run(saved, "--seed", "10", "--schedule-out", again).code()).isZero();
        assertThat(Path.of(again)).hasSameTextualContentAs(Path.of(recorded));
    }

    @Test
    void aQuotedMailIsReplayed() throws IOException {
        String mail = Files.readString(Path.of(recorded)).replaceAll("(?m)^(?=.)", "> ");
        assertThat(replay(write(mail)).out().replace("changed.schedule", "race.schedule"))
                .isEqualTo(replay(recorded).out());
    }

    @Test
    void aJsonScenarioIsRecordedAsText() throws IOException {
        String json = Cli.write(
                directory.resolve("race.json"), Cli.run("fmt", "--json", RACE).out());
        String out = directory.resolve("json.schedule").toString();
        assertThat(run(json, "--seed", "10", "--schedule-out", out).code()).isZero();
        assertThat(Files.readString(Path.of(out))).startsWith("TDX two-vcpus-one-gfn\n");
        assertThat(replay(out).code()).isZero();
    }

    @Test
    void aLiveRunCanBeReplayed() throws IOException {
        String out = directory.resolve("live.schedule").toString();
        assertThat(run(RACE, "--live", "--schedule-out", out).code()).isZero();
        assertThat(replay(out).code()).isZero();
    }

    @Test
    void aFileIsNotReplacedUnlessForced() throws IOException {
        byte[] before = Files.readAllBytes(Path.of(recorded));
        Cli refused = run(RACE, "--seed", "11", "--schedule-out", recorded);
        assertThat(refused.code()).isEqualTo(65);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).isEqualTo(recorded + ": error: the file exists; --force replaces it\n");
        assertThat(Path.of(recorded)).hasBinaryContent(before);
        assertThat(run(RACE, "--seed", "11", "--schedule-out", recorded, "--force")
                        .code())
                .isZero();
        assertThat(Files.readAllBytes(Path.of(recorded))).isNotEqualTo(before);
        assertThat(replay(recorded).code()).isZero();
    }

    @Test
    void whereNoFileCanBeWrittenIsToldBeforeTheRun() {
        String gone = directory.resolve("gone").resolve("x.schedule").toString();
        assertThat(run(RACE, "--schedule-out", gone))
                .isEqualTo(
                        new Cli(65, "", gone + ": error: there is no directory " + directory.resolve("gone") + "\n"));
        assertThat(run(RACE, "--schedule-out", directory.toString()).err()).contains("error: this is a directory");
        assertThat(run(RACE, RACE, "--schedule-out", gone).err()).contains("--schedule-out takes one FILE, not 2");
        assertThat(run(RACE, "--force").code()).isEqualTo(64);
    }

    /** The rule that a run breaks is recorded, and must come out again. */
    @ParameterizedTest
    @ValueSource(strings = {"V07", "finally#1", "bug_on"})
    void aBrokenRuleComesOutAgain(String rule) throws IOException {
        String head = "TDX made { slot 1 = 0x100+8 gmem; x = 0x100; ";
        String claim = head + "}\n P0 ;\n A: fault x ;\nfinally (mirror(x) = none)\n";
        String bug = head + "attr(x) = shared; }\n P0 ;\n A: exec x shared ;\n";
        String out = directory.resolve("broken.schedule").toString();
        switch (rule) {
            case "V07" -> run("scenarios/races/b28-no-freeze.tdx", "--mutate", "b28-no-freeze", "--schedule-out", out);
            case "bug_on" -> run(Cli.write(directory.resolve("bug.tdx"), bug), "--schedule-out", out);
            default -> run(Cli.write(directory.resolve("claim.tdx"), claim), "--schedule-out", out);
        }
        String text = Files.readString(Path.of(out));
        assertThat(text).contains("\n// rule: " + rule + "\n");
        Cli cli = replay(out);
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("\n  broken: " + rule + ", as recorded" + (rule.equals("V07") ? "; and V10\n" : "\n"));
        Cli other = replay(write(text.replace("// rule: " + rule, "// rule: never#1")));
        assertThat(other.code()).isEqualTo(66);
        assertThat(other.out()).containsPattern("broken: " + rule + "(, V\\d+)*; when it was recorded: never#1");
        Cli none = replay(write(text.replace("// rule: " + rule, "// rule: none")));
        assertThat(none.code()).isEqualTo(66);
        assertThat(none.out()).contains("; when it was recorded: nothing");
    }

    private void assertDrift(String file, String text) {
        for (String driver : List.of("engine", "pekko", "both")) {
            Cli cli = replay(file, "--driver", driver);
            assertThat(cli.code()).isEqualTo(66);
            assertThat(cli.out().replaceAll("\n    ", " ")).contains(text);
        }
    }

    @Test
    void driftSaysWhereAndInWhat() throws IOException {
        String text = Files.readString(Path.of(recorded));
        String firstCheck = text.substring(text.indexOf("// checks: ") + 11).split("\\s")[0];
        String[] parts = firstCheck.split("\\.");
        assertDrift(
                changed(firstCheck, "fff." + parts[1] + "." + parts[2]),
                "  drift at step 0, enabled differs: what can be chosen is not what could be when it was recorded;"
                        + " enabled now: P0>P0, P1>P1\n");
        assertDrift(
                changed(firstCheck, parts[0] + "." + (1 - Integer.parseInt(parts[1])) + "." + parts[2]),
                "  drift at step 0, chosen differs: the schedule chooses P");
        assertDrift(changed(firstCheck, parts[0] + "." + parts[1] + ".ffff"), "  drift at step 0, done differs: P");
    }

    @Test
    void aChoiceThatCannotBeMadeIsDrift() throws IOException {
        String text = file().withoutChecks().render().replace("steps: 52", "steps: 53");
        assertDrift(
                write(text.replace("// choices: ", "// choices: 3>0 ")),
                "  drift at step 0, chosen differs: the schedule chooses tdx>P0, which cannot be chosen;"
                        + " enabled now: P0>P0, P1>P1\n");
        assertDrift(
                write(text.replace("// end", "//  0>0\n// end")),
                "  drift at step 52, enabled differs: what can be chosen is not what could be when it was recorded;"
                        + " enabled now: nothing\n");
        assertDrift(
                write(text.replace("// choices: ", "// choices: 9>0 ")),
                "the schedule chooses 9>P0, which cannot be chosen");
    }

    @Test
    void anotherModelDriftsInWhatItDoes() throws IOException {
        assertDrift(
                changed("// model: kvm-6.19\n", "// model: kvm-6.19 + no-local-retry\n"), "was stopped after 5 steps");
        assertDrift(
                changed("// model: kvm-6.19\n", "// model: kvm-6.19 + no-local-retry\n"), ", done differs: P1>P1 is");
    }

    @Test
    void anotherScenarioIsNamed() throws IOException {
        String hash = file().hash();
        Cli same = replay(changed("finally (", "sometimes (seen(P1 retry))\nfinally ("));
        assertThat(same.code()).isZero();
        assertThat(same.out()).contains("  the scenario is not the recorded one, " + hash + "\n");
        assertDrift(
                changed(" A: fault x | B: fault x ;", " A: fault x | B: load ;"),
                "  the scenario is not the recorded one, " + hash + "\n  drift at step ");
    }

    @Test
    void withoutChecksTheDigestTells() throws IOException {
        String shorter = file().withoutChecks().render();
        Cli cli = replay(write(shorter));
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("all 52 choices can be made; the file has no checks of what they do");
        String digest = "%016x".formatted(file().digest());
        Cli other = replay(write(shorter.replace(digest, "0123456789abcdef")));
        assertThat(other.code()).isEqualTo(66);
        assertThat(other.out()).contains("  the digest is not the recorded one, 0123456789abcdef\n");
    }

    @Test
    void untilShowsTheStateSoFar() {
        Cli cli = replay(recorded, "--until", "27");
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .startsWith("two-vcpus-one-gfn: one schedule was stopped after 27 steps; ")
                .contains("A: fault x                   unset", "P0                                  running")
                .contains("sometimes#1  not seen", "finally#1    not reached")
                .contains("  the first 27 of 52 steps are as recorded; engine and pekko tell the same\n")
                .contains("again: ./seamstress replay " + recorded + " --until 27\n");
        assertThat(replay(recorded, "--until", "28").out()).contains("sometimes#1  seen at step 27");
        assertThat(replay(recorded, "--until", "52").out()).contains("all 52 steps are as recorded");
        assertThat(replay(recorded, "--until", "0").code()).isEqualTo(64);
    }

    @Test
    void aLivelockRepeats() throws IOException {
        String text = "TDX made { slot 1 = 0x100+8 gmem; }\n P0 ;\n loop { load } until vmdead ;\n";
        Scene scene = Scene.of("loop", text);
        Engine engine = new Engine(scene.world().assembly(), false);
        Map<Long, Integer> seen = new TreeMap<>();
        int start = -1;
        RandomWalk walk = new RandomWalk(1);
        for (int step = 0; start < 0 && step < 1_000; step++) {
            Integer before = seen.putIfAbsent(engine.recomputeFingerprint(), step);
            start = before == null ? -1 : before;
            if (before == null) {
                engine.walk(walk, step + 1);
            }
        }
        assertThat(start).as("a state that comes again").isNotNegative();
        Recorder.Recorded run = Recorder.record(scene.world().assembly(), new RandomWalk(1), engine.steps());
        ScheduleFile file = new ScheduleFile(
                text,
                "kvm-6.19",
                "1.5.01",
                scene.scenario().title().hash(),
                "livelock",
                OptionalInt.of(start),
                run.schedule(),
                run.digest(),
                run.checks());
        Cli cli = replay(write(file.render()));
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("one schedule ran out after " + run.schedule().size() + " steps")
                .contains(
                        "from step " + start + " on it can go on for ever: the state before that step is the last one")
                .contains("broken: livelock, as recorded");
        String wrong = file.render().replace("// loop: " + start, "// loop: " + (start + 1));
        Cli other = replay(write(wrong));
        assertThat(other.code()).isEqualTo(66);
        assertThat(other.out())
                .contains("the state before step " + (start + 1)
                        + " is not the last one: nothing repeats, as was recorded");
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonSaysTheSame() throws IOException {
        Map<String, Object> good = Cli.run("replay", "--json", recorded).onlyObject();
        assertThat(good)
                .containsEntry("driver", "engine+pekko-stepped")
                .containsEntry("exit", 0L)
                .containsEntry("steps", 52L)
                .doesNotContainKey("seed");
        assertThat((Map<String, Object>) good.get("replay"))
                .containsEntry("recorded_steps", 52L)
                .containsEntry("recorded_rule", "none")
                .containsEntry("recorded_hash", file().hash())
                .containsEntry("recorded_digest", good.get("digest"))
                .containsEntry("checked", true)
                .containsEntry("broken", List.of())
                .doesNotContainKey("drift");
        String other = changed("// model: kvm-6.19\n", "// model: kvm-6.19 + no-local-retry\n");
        Map<String, Object> bad = Cli.run("replay", "--json", other).onlyObject();
        assertThat(bad).containsEntry("exit", 66L);
        assertThat((Map<String, Object>) ((Map<String, Object>) bad.get("replay")).get("drift"))
                .containsEntry("differs", "done")
                .containsEntry("chosen", "P1>P1")
                .containsKeys("step", "enabled");
    }

    @Test
    void whatIsNoScheduleIsRefused() throws IOException {
        Cli none = replay(RACE);
        assertThat(none.code()).isEqualTo(65);
        assertThat(none.err())
                .isEqualTo(RACE + ": error: there is no schedule here\nhint: `./seamstress run " + RACE
                        + " --schedule-out FILE` records one; `./seamstress explore " + RACE
                        + " --out DIRECTORY` writes one for what it finds broken\n1 error\n");
        String wrong = changed("// choices: ", "// choices: é0-1 ");
        int line =
                Files.readString(Path.of(wrong), UTF_8).split("// choices")[0].split("\n", -1).length;
        assertThat(replay(wrong).err())
                .startsWith(wrong + ":" + line + ":13: error: expected a choice, as `0>3` or `0>3*17`, not `é0-1`\n")
                .contains("\n            ^^^^\n");
        assertThat(replay(changed("fault x ;", "falt x ;")).err()).contains("error: no operation `falt`");
        assertThat(replay(changed("kvm-6.19\n// module", "kvm-9\n// module")).err())
                .contains("error: no model 'kvm-9'");
        assertThat(replay(directory.resolve("gone").toString()).err()).endsWith("error: no such file\n1 error\n");
        assertThat(replay("no\0file").code()).isEqualTo(65);
        assertThat(replay(changed("schedule 1", "schedule 2")).err())
                .contains("this is a schedule of version 2, and this program reads version 1");
    }
}
