package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Machine;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.MachineWords;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogFile;
import dev.seamstress.trace.log.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a log with state says of each step what its actor then has, and nothing else about the run changes. Method: the
 * changes are added up, and compared with the machines of a run at its end, which did not come from the same replay.
 */
class StateLogTest {
    private static final String SCENARIO = "scenarios/races/b28-no-freeze.tdx";

    @TempDir
    private Path directory;

    private Path log(String name, String... arguments) {
        Path file = directory.resolve(name);
        List<String> line = new ArrayList<>(List.of("run", "--timeline", "none", "--trace", file.toString()));
        line.addAll(List.of(arguments));
        assertThat(Cli.run(line.toArray(String[]::new)).err()).isEmpty();
        return file;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SCENARIO,
                "scenarios/races/13-remove-before-kick.tdx",
                "scenarios/races/17-convert-ping-pong.tdx",
                "scenarios/module/08-a-table-goes-when-it-is-empty.tdx"
            })
    void theChangesAddUpToTheMachines(String scenario) throws Exception {
        for (int steps : new int[] {1, 7, 25, 60, 3000}) {
            Path file = log(steps + ".jsonl", scenario, "--with-state", "--until", Integer.toString(steps));
            List<Map<String, String>> sums = new ArrayList<>();
            int[] last = {-1};
            new LogFile(file).read(entry -> {
                if (entry instanceof LogEntry.State state && state.step() == -1) {
                    while (sums.size() <= state.actor()) {
                        sums.add(new TreeMap<>());
                    }
                    sums.get(state.actor()).putAll(state.words());
                    assertThat(state.gone()).isEmpty();
                } else if (entry instanceof LogEntry.State state) {
                    assertThat(state.step()).isEqualTo(last[0]);
                    Map<String, String> sum = sums.get(state.actor());
                    state.gone().forEach(name -> assertThat(sum.remove(name)).isNotNull());
                    state.words()
                            .forEach((name, text) ->
                                    assertThat(sum.put(name, text)).isNotEqualTo(text));
                }
                last[0] = Math.max(last[0], entry.inStep());
            });
            List<Machine> machines = machines(scenario, steps);
            Actors actors = new Actors(machines.stream().map(Machine::name).toList());
            for (Machine machine : machines) {
                Map<String, String> sum = machine.id() < sums.size() ? sums.get(machine.id()) : Map.of();
                assertThat(sum)
                        .as("%s after %d steps", machine, steps)
                        .isEqualTo(new TreeMap<>(MachineWords.of(machine, actors)));
            }
        }
    }

    /** The machines of a run through Pekko. */
    private static List<Machine> machines(String scenario, int steps) throws Exception {
        ReadResult read = Scenarios.read(scenario);
        ResolvedScenario resolved = read.resolved().orElseThrow();
        RunSettings settings = new RunSettings(
                RunSettings.Driver.STEPPED,
                1,
                KernelChoice.OF_THE_FILE,
                steps,
                RunSettings.Timeline.none,
                RunSettings.Form.TEXT);
        try (Runner runner = new Runner(settings)) {
            return runner.run(resolved, KernelChoice.OF_THE_FILE.of(resolved))
                    .world()
                    .assembly()
                    .machines();
        }
    }

    @Test
    void aLogHasNoStateUnlessAskedForAndNothingElseChanges() throws IOException {
        List<String> plain = Files.readAllLines(log("a.jsonl", SCENARIO));
        List<String> all = Files.readAllLines(log("b.jsonl", SCENARIO, "--with-state"));
        assertThat(plain).noneMatch(line -> line.startsWith("{\"t\":\"state\""));
        assertThat(all).anyMatch(line -> line.startsWith("{\"t\":\"state\""));
        assertThat(all.stream().filter(line -> !line.startsWith("{\"t\":\"state\"")))
                .containsExactlyElementsOf(plain);
        for (String form : List.of("csv", "shiviz", "ftrace", "columns", "mermaid")) {
            String one = directory.resolve("a.jsonl").toString();
            String other = directory.resolve("b.jsonl").toString();
            assertThat(Cli.run("convert", other, "--to", form).out())
                    .isEqualTo(Cli.run("convert", one, "--to", form).out());
        }
        assertThat(Cli.run("stats", directory.resolve("b.jsonl").toString()).out())
                .isEqualTo(Cli.run("stats", directory.resolve("a.jsonl").toString())
                        .out());
    }

    @Test
    @SuppressWarnings("unchecked")
    void theSchemaKnowsIt() throws IOException {
        Map<String, Object> schema;
        try (InputStream in = LogFile.class.getResourceAsStream("event-log.schema.json")) {
            String text = new String(in.readAllBytes(), UTF_8).replace('\n', ' ');
            schema = (Map<String, Object>) new Cli(0, text, "").json().get(0);
        }
        String log = Files.readString(log("a.jsonl", SCENARIO, "--with-state"));
        for (Object line : new Cli(0, log, "").json()) {
            assertThat(Schema.problems(schema, line, "line")).as("%s", line).isEmpty();
        }
    }

    @Test
    void wordsAreForPeople() throws IOException {
        String log =
                Files.readString(log("a.jsonl", SCENARIO, "--with-state", "--mutate", "b28-no-freeze", "--seed", "17"));
        assertThat(log)
                .contains(
                        "\"held\":\"mmu_lock read\"", "\"started\":\"yes\"", "\"mmu_lock granted to a writer\":\"no\"")
                .containsPattern("\"\\d kvm_mmu_page_fault/at\":\"[A-Z_]+\"")
                .containsPattern("\"\\d kvm_mmu_page_fault/goal level\":\"4K\"");
    }

    @Test
    void itIsForALogOnly() {
        Cli cli = Cli.run("run", SCENARIO, "--with-state");
        assertThat(cli.code()).isEqualTo(64);
        assertThat(cli.err()).contains("--with-state is for --trace");
    }
}
