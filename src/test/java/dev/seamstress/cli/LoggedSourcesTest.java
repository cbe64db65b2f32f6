package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.engine.Engine;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.tell.Functions;
import dev.seamstress.trace.tell.Story;
import dev.seamstress.trace.tell.StoryStep;
import dev.seamstress.world.World;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a log is enough to name the function of the kernel, or the file of the module, behind all that is told. Method:
 * each shipped scenario's run is told twice, once by who sees the threads' stacks, and once by the log alone.
 */
@Tag("once")
class LoggedSourcesTest {
    private static final int STEPS_MAX = 2_000;

    /** What several functions do: of these a log names what they all go through, such as handle_changed_spte(). */
    private static final Set<String> SHARED = new TreeSet<>(List.of(
            "bug_on",
            "gmem_binding",
            "warn_on",
            "kvm_exit",
            "kvm_tdp_mmu_spte_changed",
            "lock_granted",
            "lock_released",
            "lock_requested",
            "lockless_read",
            "nothing_zapped",
            "page_cleared",
            "page_freed",
            "tlb_flushed",
            "vcpu_kicked",
            "walk_restarted"));

    static Stream<String> scenarios() throws IOException {
        return TraceFilesTest.scenarios();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theLogNamesWhatTheStacksName(String file) throws Exception {
        ResolvedScenario scenario = Scenarios.read(file).resolved().orElseThrow();
        KernelModel model = KernelChoice.OF_THE_FILE.of(scenario);
        for (long seed = 1; seed <= 2; seed++) {
            Engine engine = new Engine(World.of(scenario, model).assembly(), false);
            Schedule schedule = engine.run(new RandomWalk(seed), STEPS_MAX);
            Story seen = new Story(KernelFunctions.of(World.of(scenario, model), schedule));
            Story logged = new Story(Functions.UNKNOWN);
            try (Player player = new Player()) {
                RunOutcome outcome =
                        player.engine(World.of(scenario, model), told -> new Replay(schedule), schedule.size());
                RunOrigin origin = new RunOrigin("engine", "engine", "", OptionalLong.empty(), true, "", "");
                new EventLog(origin, outcome).tell(seen);
                new EventLog(origin, outcome).tell(logged);
            }
            compare(seen.told().steps(), logged.told().steps());
        }
    }

    private static void compare(List<StoryStep> seen, List<StoryStep> logged) {
        assertThat(logged).hasSameSizeAs(seen);
        for (int step = 0; step < seen.size(); step++) {
            List<StoryStep.Clause> clauses = logged.get(step).clauses();
            assertThat(clauses).hasSameSizeAs(seen.get(step).clauses());
            for (int i = 0; i < clauses.size(); i++) {
                StoryStep.Clause clause = clauses.get(i);
                assertThat(clause.source()).as("step %d: %s", step, clause).isNotEmpty();
                if (!SHARED.contains(clause.event())) {
                    assertThat(clause)
                            .as("step %d", step)
                            .isEqualTo(seen.get(step).clauses().get(i));
                }
            }
        }
    }
}
