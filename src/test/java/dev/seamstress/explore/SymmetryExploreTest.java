package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.engine.Engine;
import dev.seamstress.world.Scene;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: taking states for one that differ by an exchange of vCPUs changes no verdict. Method: the graph with nothing
 * merged, of which is asked whether merged states can do the same; exchanges done to schedules, which know nothing of
 * how the model names things; the same search with and without; replays of what it finds.
 */
@Tag("once")
class SymmetryExploreTest {
    private static final Explorer.Settings ALL =
            Explorer.Settings.DEFAULT.keepGoing().withWalking(new Walking(1, 1, 1));
    private static final Limits LIMITS = Limits.NONE.withStates(25_000);

    /** All of most; a self-check costs a few times the search. */
    private static final Limits CHECKED = Limits.NONE.withStates(2_500);

    /** Those of the plain graph: nothing happens at once. */
    private static final Map<String, Exploration> MERGED = new TreeMap<>();

    static Stream<Scene> alone() {
        return Stream.concat(SymmetricScenes.alone().stream(), SymmetricScenes.mutants().stream());
    }

    static Stream<Scene> small() {
        return Stream.concat(alone(), SymmetricScenes.besideKickers().stream());
    }

    static Stream<Scene> all() {
        return Stream.concat(small(), SymmetricScenes.deceptive().stream());
    }

    static Stream<Scene> shipped() {
        return Stream.concat(Scene.ofFiles().stream(), Scene.ofOtherTargets().stream())
                .filter(scene -> scene.world().symmetry().blocks().isPresent());
    }

    static List<Scene> mutants() {
        return SymmetricScenes.mutants();
    }

    static Stream<Scene> broken() {
        return Stream.concat(SymmetricScenes.mutants().stream(), SymmetricScenes.largeMutants().stream());
    }

    private static Exploration explore(Scene scene, Explorer.Settings settings) {
        return new Explorer(scene::world, settings).explore();
    }

    /** All of its states, merged; searched once for all tests. */
    private static Exploration merged(Scene scene) {
        return MERGED.computeIfAbsent(scene.toString(), first -> explore(scene, ALL.withoutPrompt()));
    }

    private static TreeSet<String> rules(Exploration found) {
        TreeSet<String> rules = new TreeSet<>();
        found.findings().forEach(finding -> rules.add(finding.rule().name()));
        return rules;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("small")
    void mergedStatesCanDoTheSame(Scene scene) {
        MergeCheck.Result result = MergeCheck.of(() -> Judge.of(scene.world()), () -> Judge.merging(scene.world()));
        assertThat(result.isRight()).isTrue();
        assertThat(result.classes()).isLessThan(result.states());
        Exploration.Size size = merged(scene).size();
        assertThat(List.of(size.states(), size.unfolded()))
                .containsExactly((long) result.classes(), (long) result.states());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("alone")
    void exactlyThoseAreMergedThatAnExchangeMakesAlike(Scene scene) {
        Orbits.Result result = Orbits.of(() -> Judge.of(scene.world()), Judge.merging(scene.world()));
        assertThat(result.offence()).isNull();
        assertThat(merged(scene).size().states()).isEqualTo(result.orbits());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"all", "shipped"})
    void theVerdictIsTheSameWithAndWithout(Scene scene) {
        Exploration without = explore(scene, ALL.withLimits(LIMITS).withoutSymmetry());
        assertThat(without.size().unfolded()).isEqualTo(without.size().states());
        if (without.end() == SearchEnd.EXHAUSTED) {
            Exploration with = explore(scene, ALL);
            assertThat(with.verdict()).isEqualTo(without.verdict());
            assertThat(rules(with)).isEqualTo(rules(without));
            assertThat(with.unwitnessed()).isEqualTo(without.unwitnessed());
            assertThat(with.outcomes().counts()).isEqualTo(without.outcomes().counts());
            assertThat(with.size().unfolded()).isEqualTo(without.size().states());
        }
    }

    @Test
    void someScenarioThatIsShippedHasSymmetricVcpus() {
        assertThat(shipped().map(Scene::name)).contains("scenarios/first/05-four-vcpus-cold.tdx");
    }

    /** Both are the one state after another: the search itself, and the shortest schedule to what it has found. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void whatIsFoundReplaysAsItIs(Scene scene) {
        Explorer explorer =
                new Explorer(scene::world, Explorer.Settings.DEFAULT.withLimits(Limits.NONE.withStates(60_000)));
        Exploration with = explorer.explore();
        assertThat(with.size().symmetry()).endsWith("interchangeable");
        Finding found = with.finding().orElseThrow();
        replays(scene, found);
        explorer.shortest(found, 20_000).ifPresent(shortest -> replays(scene, shortest));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void theShortestScheduleIsAsShortAsWithout(Scene scene) {
        Explorer explorer = new Explorer(scene::world, Explorer.Settings.DEFAULT);
        Finding found = explorer.explore().finding().orElseThrow();
        Finding shortest = explorer.shortest(found, 60_000).orElseThrow();
        Explorer plain = new Explorer(scene::world, Explorer.Settings.DEFAULT.withoutSymmetry());
        plain.explore();
        Finding other = plain.shortest(found, 60_000).orElseThrow();
        assertThat(shortest.rule().name()).isEqualTo(other.rule().name());
        assertThat(breach(shortest)).isEqualTo(breach(other));
    }

    private static int breach(Finding finding) {
        return finding.loopStart() == Finding.NO_LOOP ? finding.schedule().size() : finding.loopStart();
    }

    private static void replays(Scene scene, Finding finding) {
        Judge judge = Judge.of(scene.world());
        Engine engine = judge.engine();
        long atTheStart = 0;
        for (int step = 0; step < finding.schedule().size(); step++) {
            assertThat(judge.brokenByStep()).isNull();
            atTheStart = step == finding.loopStart() ? engine.fingerprint() : atTheStart;
            int channel = engine.channel(
                    finding.schedule().from(step), finding.schedule().to(step));
            assertThat(engine.nextChannel(channel)).isEqualTo(channel);
            judge.step(channel);
        }
        if (finding.loopStart() == Finding.NO_LOOP) {
            assertThat(judge.brokenByStep()).isEqualTo(finding.rule());
        } else {
            assertThat(engine.fingerprint()).isEqualTo(atTheStart);
        }
    }

    /**
     * A vCPU whose VM dies kicks the others in the order of their numbers; nothing that was merged before counts then.
     */
    @Test
    void whatOnlyLooksSymmetricIsSearchedOnceMore() {
        for (Scene scene : SymmetricScenes.deceptive()) {
            assertThat(scene.world().symmetry().blocks()).isPresent();
            Exploration found = explore(scene, ALL);
            assertThat(found.size().symmetry()).isEqualTo("a thread touches what belongs to another vCPU");
            assertThat(found.size().states()).isEqualTo(found.size().unfolded());
            assertThat(found.end()).isEqualTo(SearchEnd.EXHAUSTED);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void theSelfCheckAgrees(Scene scene) {
        Exploration checked = explore(scene, ALL.withLimits(CHECKED).selfChecking());
        if (checked.end() == SearchEnd.EXHAUSTED) {
            assertThat(checked.size()).isEqualTo(merged(scene).size());
        }
    }

    /** Without symmetry as many as the second number says. */
    @Test
    void coldVcpusAreCounted() {
        assertThat(cold(2)).containsExactly(630L, 1_237L, 1_218L);
        assertThat(cold(3)).containsExactly(8_171L, 45_989L, 23_611L);
    }

    private static List<Long> cold(int vcpus) {
        return sizes(Scene.of("cold", """
                TDX cold
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P[0..%d]    ;
                 A: fault x ;
                finally (A = ok /\\ #sept_add = 3 /\\ #aug = 1)
                """.formatted(vcpus - 1)));
    }

    private static List<Long> sizes(Scene scene) {
        Exploration found = explore(scene, Explorer.Settings.DEFAULT);
        assertThat(found.verdict()).isEqualTo(Exploration.Verdict.PROVED);
        Exploration.Size size = found.size();
        return List.of(size.states(), size.unfolded(), size.transitions());
    }

    @Test
    void fourColdVcpusAreProved() {
        assertThat(sizes(Scene.first("05-four-vcpus-cold"))).containsExactly(87_967L, 1_855_489L, 338_666L);
    }
}
