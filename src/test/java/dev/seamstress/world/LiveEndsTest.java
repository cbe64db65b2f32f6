package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.actor.LiveDriver;
import dev.seamstress.actor.LiveOptions;
import dev.seamstress.actor.RunResult;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.StateHash;
import dev.seamstress.explore.PlainSearch;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.trace.DigestSink;
import dev.seamstress.trace.TraceSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: actors that really run at once come to no end that the search does not know. Method: the final states of live
 * runs are looked up among those of all schedules, for each scenario that is searched to its end quickly.
 */
@Tag("once")
class LiveEndsTest {
    private static final int STATES_MAX = 20_000;
    private static final int RUNS = 20;
    private static final LiveOptions OPTIONS = LiveOptions.withTimeout(Duration.ofSeconds(20));

    private static LiveDriver driver;

    @BeforeAll
    static void start() {
        driver = new LiveDriver();
    }

    @AfterAll
    static void stop() {
        driver.close();
    }

    /** A scenario and the hashes of all its final states. */
    private record Searched(Scene scene, Set<Long> finals) {
        @Override
        public String toString() {
            return scene.toString();
        }
    }

    static List<Searched> searched() {
        List<Searched> searched = new ArrayList<>();
        Stream<Scene> ending = Stream.concat(Scene.ofFiles().stream(), MoreScenes.all().stream())
                .filter(scene -> scene.target().expected() != Verdict.LIVELOCK); // which nothing else would end
        ending.forEach(scene -> {
            Set<Long> finals = new TreeSet<>();
            PlainSearch.Result result = new PlainSearch(
                            scene.world().assembly(),
                            (engine, isFinal) -> {
                                if (isFinal) {
                                    finals.add(engine.fingerprint());
                                }
                                return null;
                            },
                            STATES_MAX)
                    .search();
            assertThat(result.offence()).as("%s", scene).isEmpty();
            if (result.isExhausted()) {
                searched.add(new Searched(scene, finals));
            }
        });
        assertThat(searched).hasSizeGreaterThan(15);
        return searched;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("searched")
    void liveRunsEndWhereSomeScheduleDoes(Searched searched) throws InterruptedException {
        for (int i = 0; i < RUNS; i++) {
            Assembly assembly = searched.scene().world().assembly();
            TraceSink sink = i % 2 == 0 ? TraceSink.NONE : new DigestSink();
            RunResult run = driver.run(assembly, sink, OPTIONS);
            assertThat(run.end()).isEqualTo(RunResult.End.QUIESCENT);
            assertThat(StateHash.ofQuietState(assembly.machines(), assembly.map(), run.memory()::read))
                    .isIn(searched.finals());
        }
    }
}
