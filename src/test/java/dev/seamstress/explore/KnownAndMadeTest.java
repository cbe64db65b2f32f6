package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.engine.KnownSteps;
import dev.seamstress.world.MoreScenes;
import dev.seamstress.world.RaceGenerator;
import dev.seamstress.world.ScenarioGenerator;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a search that knows most of its steps finds what one finds that makes each: the same counts, schedules,
 * witnesses, outcomes and gaps, in every scenario that is shipped.
 */
@Tag("once")
class KnownAndMadeTest {
    private static final int STATES = 300;
    private static final int GENERATED = 40;

    /** A judged world whose steps are known, or all made. */
    private static final class Counted extends Judged {
        private final boolean isKnowing;
        private long made;

        Counted(Judge judge, boolean isKnowing) {
            super(judge);
            this.isKnowing = isKnowing;
        }

        @Override
        public KnownSteps knownSteps() {
            return isKnowing ? super.knownSteps() : null;
        }

        @Override
        public void step(int channel) {
            made++;
            super.step(channel);
        }
    }

    /** All that a search says, but for the memory that it took and the bound of what may be wrong. */
    record Said(
            SearchEnd end,
            int states,
            long unfolded,
            long transitions,
            int finals,
            int depth,
            int starvations,
            List<Finding> findings,
            List<Integer> witnessed,
            Map<String, Long> outcomes,
            int triples,
            List<String> gaps) {}

    private static Judge judge(World world, boolean isMerging) {
        return isMerging ? Judge.merging(world) : Judge.of(world);
    }

    private static Said search(Counted subject, Limits limits, Findings findings) {
        Judge judge = subject.judge;
        Exhaustive search = new Exhaustive(subject, limits, findings);
        SearchEnd end = search.search();
        boolean[] witnessed = judge.witnessesWith(null);
        return new Said(
                end,
                search.states(),
                search.unfolded(),
                search.transitions(),
                search.finals(),
                search.maxDepth(),
                search.starvations(),
                findings.list(),
                IntStream.range(0, witnessed.length)
                        .filter(claim -> witnessed[claim])
                        .boxed()
                        .toList(),
                judge.outcomes().counts(),
                judge.coverage().triples(),
                judge.coverage().gaps());
    }

    static Said compared(Scene scene, boolean isMerging, Limits limits) {
        Counted knowing = new Counted(judge(scene.world(), isMerging), true);
        Counted making = new Counted(judge(scene.world(), isMerging), false);
        Said said = search(knowing, limits, Findings.all());
        assertThat(said).isEqualTo(search(making, limits, Findings.all()));
        assertThat(knowing.made).isLessThanOrEqualTo(making.made);
        return said;
    }

    static Stream<Scene> scenes() {
        return Stream.of(
                        Scene.ofFiles(),
                        eachTenth(Scene.ofOtherTargets()),
                        MoreScenes.all(),
                        SymmetricScenes.alone(),
                        SymmetricScenes.besideKickers(),
                        generated())
                .flatMap(List::stream);
    }

    private static List<Scene> eachTenth(List<Scene> scenes) {
        return IntStream.range(0, scenes.size())
                .filter(place -> place % 10 == 0)
                .mapToObj(scenes::get)
                .toList();
    }

    private static List<Scene> generated() {
        return IntStream.range(0, GENERATED)
                .mapToObj(i -> i % 2 == 0 ? ScenarioGenerator.scene(7, i / 2) : RaceGenerator.scene(7, i / 2))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void whoKnowsStepsFindsTheSame(Scene scene) {
        Limits limits = Limits.NONE.withStates(STATES);
        boolean isMerging = scene.world().symmetry().blocks().isPresent();
        Said said = compared(scene, isMerging, limits);
        for (Finding finding : said.findings()) {
            if (finding.loopStart() == Finding.NO_LOOP) {
                String rule = finding.rule().name();
                assertThat(shortest(scene, isMerging, rule, true)).isEqualTo(shortest(scene, isMerging, rule, false));
            }
        }
    }

    private static Optional<Finding> shortest(Scene scene, boolean isMerging, String rule, boolean isKnowing) {
        Counted subject = new Counted(judge(scene.world(), isMerging), isKnowing);
        return new Shortest(subject, Limits.NONE.withStates(STATES)).breach(rule);
    }

    private static final Scene THREE = Scene.of("three", """
            TDX three
            { slot 1 = 0x100+8 gmem; x = 0x100; }
             P[0..2]    ;
             A: fault x ;
            sometimes (seen(retry))
            finally (A = ok)
            """);

    /** A state that is first met at the bound is followed no further, whoever led there. */
    @Test
    void theBoundsOfASearchAreMetInTheSameStates() {
        for (boolean isMerging : new boolean[] {false, true}) {
            for (int depth = 1; depth < 40; depth += 4) {
                Said said =
                        compared(THREE, isMerging, Limits.NONE.withDepth(depth).withStates(2_000));
                assertThat(said.end()).isIn(SearchEnd.DEPTH, SearchEnd.STATES);
            }
        }
    }
}
