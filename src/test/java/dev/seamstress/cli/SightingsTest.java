package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.plan.ResolvedScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: in the runs that {@code decode} names a call returns the status, or KVM complains, and what is said of it comes
 * of it.
 *
 * <p>Method: each is played. With {@code -Dfidelity.write} all shipped scenarios are, each with 300 seeds under each
 * kernel that it names, and the file is written.
 */
class SightingsTest {
    private static final Path FILE = Path.of("src/main/resources/dev/seamstress/cli/sightings.txt");
    private static final int SEEDS = 300;

    static List<Sighting> sightings() throws IOException {
        if (System.getProperty("fidelity.write") != null) {
            SightingRuns runs = new SightingRuns();
            for (String file : Scenarios.below(List.of("scenarios"))) {
                runs.play(file, SEEDS);
            }
            List<Sighting> plainest = runs.plainest();
            Files.writeString(
                    FILE, plainest.stream().map(one -> one.line() + "\n").collect(Collectors.joining()));
            return plainest;
        }
        return Sightings.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sightings")
    void theRunShowsIt(Sighting one) {
        String[] words = one.command().split(" ");
        ResolvedScenario scenario = Scenarios.read(words[0]).resolved().orElseThrow();
        KernelModel kernel = choice(words).of(scenario);
        long seed = Long.parseLong(words[words.length - 1]);
        RunOutcome outcome = SightingRuns.outcome(scenario, kernel, seed).orElseThrow();
        assertThat(SightingRuns.shown(outcome))
                .as("./mvnw -q test -Dtest=SightingsTest -Dfidelity.write looks for another run")
                .contains(SightingRuns.Key.of(one));
        boolean isPlain =
                !scenario.hasSeamcall() && scenario.start().injections().isEmpty();
        assertThat(one.how() == Sighting.How.KVM)
                .isEqualTo(isPlain && outcome.world().model().mutations().isEmpty());
    }

    private static KernelChoice choice(String[] words) {
        List<String> all = List.of(words);
        int model = all.indexOf("--model");
        int mutate = all.indexOf("--mutate");
        return new KernelChoice(
                model < 0 ? null : words[model + 1], mutate < 0 ? List.of() : List.of(words[mutate + 1].split(",")));
    }

    /** The command that is printed is the run, not what the test makes of it. */
    @Test
    void theCommandIsTheRun() {
        Cli decoded = Cli.run("decode", "SEAMCALL TDH_MEM_RANGE_BLOCK failed: 0x8000020000000001");
        String command = decoded.out()
                .lines()
                .filter(line -> line.contains("--model seed-2024"))
                .findFirst()
                .orElseThrow()
                .strip();
        String[] words = command.substring("./seamstress ".length()).split(" ");
        Cli run = Cli.run(words);
        assertThat(run.out()).contains("bug_on range_block detail=0x8000020000000001");
    }

    @Test
    void thereIsOneOfEachAndAllInOrder() {
        List<SightingRuns.Key> keys =
                Sightings.all().stream().map(SightingRuns.Key::of).toList();
        assertThat(keys).doesNotHaveDuplicates();
        assertThat(Sightings.all().stream().map(Sighting::what).toList()).isSorted();
        TreeSet<String> bugs = Sightings.all().stream()
                .filter(one -> one.end() == Sighting.End.BUG)
                .map(Sighting::what)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(bugs).contains("TDH_MEM_RANGE_BLOCK", "TDH_MEM_PAGE_REMOVE", "TDH_MEM_PAGE_AUG", "TDH_VP_INIT");
    }
}
