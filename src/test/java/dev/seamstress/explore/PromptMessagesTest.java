package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.engine.Engine;
import dev.seamstress.engine.KnownSteps;
import dev.seamstress.world.Scene;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a search that lets messages arrive at once whose arrival nobody can tell finds what one finds that delays them
 * in every way. Method: both, in every scenario that is shipped; and a message that claims it wrongly.
 */
class PromptMessagesTest {
    private static final int STATES = 2_000;

    /** A judged world; it remembers the states in which nothing arrives at once. */
    private static final class Counted implements Subject {
        private final Judge judge;
        private final Set<Long> resting = new HashSet<>();

        Counted(Judge judge) {
            this.judge = judge;
        }

        @Override
        public Engine engine() {
            return judge.engine();
        }

        @Override
        public KnownSteps knownSteps() {
            return judge.knownSteps();
        }

        @Override
        public void step(int channel) {
            judge.step(channel);
        }

        @Override
        public Rule brokenByStep() {
            return judge.brokenByStep();
        }

        @Override
        public Rule brokenByState() {
            if (engine().promptChannel() < 0) {
                resting.add(engine().fingerprint());
            }
            return judge.brokenByState();
        }

        @Override
        public boolean isProgress() {
            return judge.isProgress();
        }

        @Override
        public void atTheEnd() {
            judge.atTheEnd();
        }
    }

    /** What a search says of a scenario, however it searches. */
    record Said(
            Set<String> rules,
            List<Integer> witnessed,
            Map<String, Long> outcomes,
            List<String> gaps,
            OptionalInt shortestWayIntoATrap) {}

    private static Said said(Scene scene, boolean isMerging, Exhaustive search, Counted subject, Findings findings) {
        boolean[] witnessed = subject.judge.witnessesWith(null);
        List<Integer> claims = IntStream.range(0, witnessed.length)
                .filter(claim -> witnessed[claim])
                .boxed()
                .toList();
        OptionalInt way = OptionalInt.empty();
        for (Finding finding : findings.list()) {
            if (finding.loopStart() != Finding.NO_LOOP) {
                Counted anew = new Counted(judge(scene, isMerging));
                way = OptionalInt.of(new Shortest(anew, Limits.NONE)
                        .intoTheTrap(search.trap(), finding.rule())
                        .orElseThrow()
                        .loopStart());
            }
        }
        return new Said(
                findings.list().stream()
                        .map(finding -> finding.rule().name())
                        .collect(Collectors.toCollection(TreeSet::new)),
                claims,
                subject.judge.outcomes().counts(),
                subject.judge.coverage().gaps(),
                way);
    }

    private static Judge judge(Scene scene, boolean isMerging) {
        return isMerging ? Judge.merging(scene.world()) : Judge.of(scene.world());
    }

    static Stream<Scene> scenes() {
        return KnownAndMadeTest.scenes();
    }

    /** What is left out are states in which such a message is on its way, and no others. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    @Tag("once")
    void whoWaitsForNoneOfThemFindsTheSame(Scene scene) {
        boolean isMerging = scene.world().symmetry().blocks().isPresent();
        Counted all = new Counted(judge(scene, isMerging));
        Findings ofAll = Findings.all();
        Exhaustive searchOfAll = new Exhaustive(all, Limits.NONE.withStates(STATES), ofAll, Trust.FULL.withoutPrompt());
        if (searchOfAll.search() != SearchEnd.EXHAUSTED) {
            return; // what it would have found nobody knows
        }
        Counted prompt = new Counted(judge(scene, isMerging));
        Findings findings = Findings.all();
        Exhaustive search = new Exhaustive(prompt, Limits.NONE, findings);
        assertThat(search.search()).isEqualTo(SearchEnd.EXHAUSTED);
        assertThat(said(scene, isMerging, search, prompt, findings))
                .isEqualTo(said(scene, isMerging, searchOfAll, all, ofAll));
        assertThat(search.finals()).isEqualTo(searchOfAll.finals());
        assertThat(search.states()).isLessThanOrEqualTo(searchOfAll.states());
        if (findings.list().isEmpty()) {
            assertThat(prompt.resting).isEqualTo(all.resting);
        } else {
            assertThat(all.resting).containsAll(prompt.resting);
        }
    }

    /** Also where the lock's owner would hear of the release next. */
    @Test
    void aScheduleEndsInTheStepThatBreaksTheRule() {
        Scene scene = Scene.of("released", """
                TDX released
                vm = default
                { slot 1 = 0x100+8; x = 0x100; }
                 P0      | HOSTMM           ;
                 fault x | notify x migrate ;
                never (seen(map(x)) /\\ mmu_lock = free)
                """);
        Finding found = new Explorer(scene::world, Explorer.Settings.DEFAULT)
                .explore()
                .finding()
                .orElseThrow();
        assertThat(Recheck.of(scene.world(), found.schedule(), "never#1", OptionalInt.empty()))
                .contains(found);
    }

    @Test
    void itIsWorthIt() {
        Scene scene = Scene.first("03-two-vcpus-one-gfn");
        assertThat(states(scene, Trust.FULL.withoutPrompt())).isEqualTo(1_532);
        assertThat(states(scene, Trust.FULL)).isEqualTo(916);
    }

    private static int states(Scene scene, Trust trust) {
        Exhaustive search = new Exhaustive(Judge.of(scene.world()), Limits.NONE, Findings.all(), trust);
        search.search();
        return search.states();
    }

    private record Told(boolean isPrompt) implements Message {
        @Override
        public long content() {
            return isPrompt ? 1 : 2;
        }
    }

    /** Tells the listener, and a neighbour, who tells the listener too; who came first the listener remembers. */
    private static Subject liar(boolean isListening) {
        Machine first = new Machine(0, "first") {
            @Override
            public boolean starts() {
                return true;
            }

            @Override
            public void on(int from, Message message, Fx fx) {
                fx.send(2, new Told(true));
                fx.send(1, new Told(false));
            }

            @Override
            public void fields(Fields f) {}
        };
        Machine neighbour = new Machine(1, "neighbour") {
            @Override
            public void on(int from, Message message, Fx fx) {
                fx.send(2, new Told(false));
            }

            @Override
            public void fields(Fields f) {}
        };
        Machine listener = new Machine(2, "listener") {
            private int last;

            @Override
            public void on(int from, Message message, Fx fx) {
                last = isListening ? from : 7;
            }

            @Override
            public void fields(Fields f) {
                last = f.count("last", last);
            }
        };
        Engine engine = new Engine(new Assembly(List.of(first, neighbour, listener), new MemoryMap(), List.of()), true);
        return () -> engine;
    }

    @Test
    void aMessageThatClaimsItWronglyIsFoundByASelfCheck() {
        Subject liar = liar(true);
        assertThatThrownBy(() -> new Exhaustive(liar, Limits.NONE, Findings.all(), Trust.FULL.selfChecking()).search())
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("whether a message from 0 to 2 comes before the one from 1 to 2");
    }

    @Test
    void oneThatClaimsItRightlyIsNot() {
        Subject honest = liar(false);
        assertThat(new Exhaustive(honest, Limits.NONE, Findings.all(), Trust.FULL.selfChecking()).search())
                .isEqualTo(SearchEnd.EXHAUSTED);
    }
}
