package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.sched.Choice;
import dev.seamstress.sched.ScheduleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a recorded run can be made to take another turn. Method: whole command lines, forks at one step of a race. */
class ReplayForkTest {
    private static final String RACE = "scenarios/first/03-two-vcpus-one-gfn.tdx";

    @TempDir
    private Path directory;

    private String recorded;

    @BeforeEach
    void record() {
        recorded = directory.resolve("race.schedule").toString();
        assertThat(Cli.run("run", RACE, "--timeline", "none", "--seed", "10", "--schedule-out", recorded)
                        .code())
                .isZero();
    }

    private static Cli replay(String... args) {
        List<String> all = new ArrayList<>(List.of("replay", "--timeline", "none"));
        all.addAll(List.of(args));
        return Cli.run(all.toArray(new String[0]));
    }

    @Test
    void aForkTakesAnotherTurn() throws IOException {
        ScheduleFile file =
                ScheduleFile.parse(Files.readString(Path.of(recorded))).file().orElseThrow();
        assertThat(file.schedule().at(26)).isNotEqualTo(new Choice(1, 3));
        Cli cli = replay(recorded, "--fork", "26=P1>tdx");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("recorded to step 26, then P1>tdx, then seed 1;")
                .contains("  the first 26 steps are as recorded; engine and pekko tell the same\n")
                .contains("  again: ./seamstress replay " + recorded + " --fork '26=P1>tdx' --seed 1\n");
        assertThat(replay(recorded, "--fork", "26=1>3", "--seed", "1")).isEqualTo(cli);
        Map<String, String> ends = new TreeMap<>();
        for (int seed = 1; seed < 6; seed++) {
            Cli other = replay(recorded, "--fork", "26=P1>tdx", "--seed", "" + seed);
            ends.put(other.out().replaceAll("(?s).*digest ([0-9a-f]{16}).*", "$1"), "seed " + seed);
        }
        assertThat(ends).hasSizeGreaterThan(1);
        assertThat(replay(recorded, "--fork", "26=P1>tdx", "--until", "30").out())
                .contains("one schedule was stopped after 30 steps");
    }

    @Test
    void aForkThatCannotBeTakenNamesThoseThatCan() {
        String names = "P[01]>(P[01]|mmu|tdx)";
        Cli refused = replay(recorded, "--fork", "26=tdx>mmu");
        assertThat(refused.code()).isEqualTo(64);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .containsPattern(
                        "--fork: tdx>mmu cannot be chosen at step 26; what can: " + names + "(, " + names + ")*\n");
        assertThat(replay(recorded, "--fork", "26=P7>mmu").err())
                .contains("--fork: there is no 'P7' here; there are P0, P1, mmu, tdx\n");
        assertThat(replay(recorded, "--fork", "53=P0>P0").err()).contains("--fork: the schedule has 52 steps");
        assertThat(replay(recorded, "--fork", "52=P0>P0").err())
                .contains("--fork: the run ends after 52 steps, before another choice can be made");
        assertThat(replay(recorded, "--fork", "P0>P0").err()).contains("--fork takes STEP=FROM>TO, as '7=P0>tdx', not");
        assertThat(replay(recorded, "--fork", "26=P1>tdx", "--until", "26").err())
                .contains("--until 26 ends the run before the fork at step 26");
        assertThat(replay(recorded, "--seed", "3").err()).contains("--seed is for --fork");
    }

    @Test
    void aForkOfAnotherRunIsDrift() throws IOException {
        String text = Files.readString(Path.of(recorded));
        String other = Cli.write(
                directory.resolve("other.schedule"),
                text.replace("// model: kvm-6.19\n", "// model: kvm-6.19 + no-local-retry\n"));
        Cli cli = replay(other, "--fork", "40=P1>P1");
        assertThat(cli.code()).isEqualTo(66);
        assertThat(cli.out()).contains("  drift at step ");
    }
}
