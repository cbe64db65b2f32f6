package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.engine.Engine;
import dev.seamstress.engine.KnownSteps;
import dev.seamstress.engine.Prompts;
import dev.seamstress.trace.TraceSink;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a search that makes at once what nobody can tell finds what one finds that delays it in every way. Method:
 * both, in every scenario that is shipped; and a message that claims it wrongly.
 */
class AtOnceTest {
    private static final int STATES = 2_000;

    /**
     * A judged world; it remembers the states in which nothing happens at once. One that listens looks whether threads
     * do what can happen at once in silence.
     */
    private static final class Counted implements Subject, TraceSink {
        private final Judge judge;
        private final Set<Long> resting = new HashSet<>();
        private boolean isSilent;

        Counted(Judge judge) {
            this.judge = judge;
        }

        Counted listening() {
            judge.setListener(this);
            return this;
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void sent(int step, int from, int to, Message message) {
            isSilent &= from == to;
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            isSilent = false;
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
            boolean isOwn = engine().sender(channel) == engine().receiver(channel);
            boolean isToBeSilent = isOwn && engine().prompts().is(channel);
            isSilent = true;
            judge.step(channel);
            if (isToBeSilent && !isSilent) {
                throw new AssertionError("somebody can tell when " + engine().machine(engine().receiver(channel))
                        + " has made step " + (engine().steps() - 1));
            }
        }

        @Override
        public Rule brokenByStep() {
            return judge.brokenByStep();
        }

        @Override
        public Rule brokenByState() {
            if (isResting()) {
                resting.add(engine().fingerprint());
            }
            return judge.brokenByState();
        }

        private boolean isResting() {
            Prompts prompts = engine().prompts();
            int channel = engine().nextChannel(0);
            while (channel >= 0 && !prompts.is(channel)) {
                channel = engine().nextChannel(channel + 1);
            }
            return channel < 0;
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
        Counted all = new Counted(judge(scene, isMerging)).listening();
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
        assertThat(prompt.resting).hasSize(search.states());
        assertThat(search.states()).isLessThanOrEqualTo(searchOfAll.states());
        findings.list().forEach(finding -> canBePlayed(scene, finding));
        if (findings.list().isEmpty()) {
            assertThat(prompt.resting).isEqualTo(all.resting);
        } else {
            assertThat(all.resting).containsAll(prompt.resting);
        }
    }

    /** The round of a livelock may end in a state that is only merged with the one it began in. */
    private static void canBePlayed(Scene scene, Finding finding) {
        if (finding.loopStart() == Finding.NO_LOOP) {
            String rule = finding.rule().name();
            assertThat(Recheck.of(scene.world(), finding.schedule(), rule, OptionalInt.empty()))
                    .contains(finding);
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
        assertThat(found.rule().name()).isEqualTo("never#1");
        canBePlayed(scene, found);
    }

    /** Everything is at rest also while a release is on its way: else what comes next is found by one of both alone. */
    @Test
    void aReleaseOnItsWayHidesNoRule() {
        Scene scene = Scene.of("rests", """
                TDX rests
                { slot 1 = 0x100+8 gmem; }
                 P0       ;
                 resetctx ;
                 enter    ;
                never (seen(enter) /\\ mode(P0) = outside)
                """, KernelVariant.SEED_2024);
        for (Trust trust : List.of(Trust.FULL, Trust.FULL.withoutPrompt())) {
            Findings findings = Findings.all();
            assertThat(new Exhaustive(Judge.of(scene.world()), Limits.NONE, findings, trust).search())
                    .isEqualTo(SearchEnd.EXHAUSTED);
            assertThat(findings.list())
                    .extracting(finding -> finding.rule().name())
                    .containsExactly("V18");
        }
    }

    /** Some of the states that a search passes over are as good as none. */
    @Test
    void aTrapThatIsNotKnownWholeIsNone() {
        Scene scene = Scene.file("races/06-lost-host-priority", KernelModel.of(KernelVariant.KVM_6_19));
        Limits depthFirstOnly = Limits.NONE.withWatch((states, steps, depth) -> depth == 0 ? SearchEnd.TIME : null);
        for (Limits limits : List.of(Limits.NONE, depthFirstOnly)) {
            Exhaustive search = new Exhaustive(Judge.of(scene.world()), limits, Findings.any());
            assertThat(search.search()).isEqualTo(SearchEnd.FOUND);
            assertThat(search.trap() == null).isEqualTo(limits.equals(depthFirstOnly));
        }
    }

    @Test
    void itIsWorthIt() {
        Scene scene = Scene.first("03-two-vcpus-one-gfn");
        assertThat(states(scene, Trust.FULL.withoutPrompt())).isEqualTo(1_532);
        assertThat(states(scene, Trust.FULL)).isEqualTo(790);
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

    private static final int LISTENER = 2;

    /** What breaks a rule: that the neighbour's message comes first, at once or when both have come, or nothing. */
    private enum Wrong {
        NOTHING,
        AT_ONCE,
        IN_THE_END
    }

    /** Tells the listener, and a neighbour, who tells the listener too; who came first the listener remembers. */
    private static Subject liar(int first, boolean isListening, Wrong wrong) {
        int neighbour = 1 - first;
        int[] last = new int[1];
        Machine[] both = new Machine[2];
        both[first] = new Machine(first, "first") {
            @Override
            public boolean starts() {
                return true;
            }

            @Override
            public void on(int from, Message message, Fx fx) {
                fx.send(LISTENER, new Told(true));
                fx.send(neighbour, new Told(false));
            }

            @Override
            public void fields(Fields f) {}
        };
        both[neighbour] = new Machine(neighbour, "neighbour") {
            @Override
            public void on(int from, Message message, Fx fx) {
                fx.send(LISTENER, new Told(false));
            }

            @Override
            public void fields(Fields f) {}
        };
        Machine listener = new Machine(LISTENER, "listener") {
            @Override
            public void on(int from, Message message, Fx fx) {
                last[0] = isListening ? from + 1 : 7;
            }

            @Override
            public void fields(Fields f) {
                last[0] = f.count("last", last[0]);
            }
        };
        List<Machine> machines = List.of(both[0], both[1], listener);
        Engine engine = new Engine(new Assembly(machines, new MemoryMap(), List.of()), true);
        return new Subject() {
            @Override
            public Engine engine() {
                return engine;
            }

            @Override
            public Rule brokenByState() {
                engine.machine(LISTENER); // its field is that of this state
                int from = last[0] - 1;
                boolean isBroken = switch (wrong) {
                    case NOTHING -> false;
                    case AT_ONCE -> from == neighbour && !engine.isQuiet();
                    case IN_THE_END -> from == first && engine.isQuiet();
                };
                return isBroken ? new Rule("never#1", Rule.Kind.CLAIM, "it was the neighbour") : null;
            }
        };
    }

    private static SearchEnd selfChecked(Subject subject) {
        return new Exhaustive(subject, Limits.NONE, Findings.all(), Trust.FULL.selfChecking()).search();
    }

    /** Whichever of the two has the smaller number. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aMessageThatClaimsItWronglyIsFoundByASelfCheck(int first) {
        Subject liar = liar(first, true, Wrong.NOTHING);
        assertThatThrownBy(() -> selfChecked(liar))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining(
                        "whether a message from " + first + " to 2 comes before the one from " + (1 - first) + " to 2");
    }

    @Test
    void oneThatClaimsItRightlyIsNot() {
        assertThat(selfChecked(liar(0, false, Wrong.NOTHING))).isEqualTo(SearchEnd.EXHAUSTED);
    }

    /** Where one of the two orders is the end of a schedule there is nothing to compare. */
    @ParameterizedTest
    @EnumSource(names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
    void whatBreaksARuleLeadsNowhere(Wrong wrong) {
        assertThat(selfChecked(liar(0, true, wrong))).isEqualTo(SearchEnd.EXHAUSTED);
        Subject liar = liar(0, true, wrong);
        Engine engine = liar.engine();
        liar.step(engine.channel(0, 0));
        liar.step(engine.channel(0, 1));
        long both = engine.fingerprint();
        new SelfCheck(liar).look(both);
        assertThat(engine.fingerprint()).isEqualTo(both);
    }
}
