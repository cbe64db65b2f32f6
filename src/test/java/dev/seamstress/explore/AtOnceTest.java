package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.Interrupted;
import dev.seamstress.core.thread.Vcpu;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a search that makes at once what nobody can tell finds what one finds that delays it in every way. Method:
 * both, in every scenario that is shipped.
 */
class AtOnceTest {
    private static final int STATES = 2_000;

    /**
     * A judged world; it remembers the states in which nothing happens at once and nothing has come too early. One that
     * listens looks whether threads do what can happen at once in silence.
     */
    private static final class Counted extends Judged implements TraceSink {
        private final Set<Long> resting = new HashSet<>();
        private final Set<String> silent = new TreeSet<>();
        private boolean isSilent;

        Counted(Judge judge) {
            super(judge);
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
        public void step(int channel) {
            Machine receiver = engine().machine(engine().receiver(channel));
            boolean isToBeSilent =
                    receiver instanceof KernelThread && engine().prompts().isAtOnce(channel);
            if (isToBeSilent) {
                silent.add(((KernelThread) receiver).at().name());
            }
            isSilent = true;
            super.step(channel);
            if (isToBeSilent && !isSilent) {
                throw new AssertionError("somebody can tell when " + engine().machine(engine().receiver(channel))
                        + " has made step " + (engine().steps() - 1));
            }
        }

        @Override
        public Rule brokenByState() {
            if (isResting()) {
                resting.add(engine().fingerprint());
            }
            return super.brokenByState();
        }

        private boolean isResting() {
            Prompts prompts = engine().prompts();
            int channel = engine().nextChannel(0);
            while (channel >= 0 && !prompts.isAtOnce(channel)) {
                channel = engine().nextChannel(channel + 1);
            }
            return channel < 0 && !isAnyTooEarly();
        }

        /** True if an interrupt has come to a vCPU on its way into the guest: it may as well come later. */
        private boolean isAnyTooEarly() {
            for (Machine machine : engine().assembly().machines()) {
                if (engine().machine(machine.id()) instanceof Vcpu vcpu && Interrupted.onItsWayIn(vcpu)) {
                    return true;
                }
            }
            return false;
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

    /** With those in which somebody can tell what nobody can in most. */
    static Stream<Scene> scenes() {
        return Stream.concat(
                KnownAndMadeTest.scenes(),
                Stream.of(
                        scene("signalled", "", "P0 | VMM ;", "A: enter | B: signal P0 ;", " | C: punch x ;"),
                        scene("signalled-twice", "", "P0 | VMM ;", "A: enter | B: signal P0 ;", "C: enter | ;"),
                        scene("slot-comes", "", "P0 | VMM ;", "A: load | B: addslot 2 = 0x200+1 ;"),
                        scene("slot-goes", "", "P0 | VMM ;", "A: enter | B: delslot 1 ;"),
                        scene("dies", "inject error aug once;", "P0 | P1 ;", "A: fault x | B: enter ;")));
    }

    private static Scene scene(String name, String facts, String... rows) {
        return Scene.of(
                name,
                "TDX " + name + "\n{ slot 1 = 0x100+1 gmem; x = 0x100; mirror(x,2M) = table; " + facts + " }\n"
                        + String.join("\n", rows) + "\n");
    }

    /** Where somebody is kicked, by one or by two, for the zap of a page or of a root. */
    static Stream<Scene> kicks() {
        String mapped = "sept(x) = pending;";
        return Stream.of(
                scene("kick", mapped, "P0 | VMM ;", "A: enter | B: punch x ;"),
                scene("kick-twice", mapped, "P0 | VMM ;", "A: enter | B: punch x ;", "C: enter | ;"),
                scene("two-kickers", mapped, "P0 | VMM | VMM2 ;", "A: enter | B: punch x | C: punch x ;"),
                scene("kick-and-signal", mapped, "P0 | VMM | VMM2 ;", "A: enter | B: punch x | C: signal P0 ;"),
                scene("one-kicks-the-other", mapped, "P0 | P1 ;", "A: enter | B: mapgpa x to shared ;"),
                scene("kicked-for-a-root", "", "P0 | VMM ;", "A: enter | B: zapfast ;"),
                scene(
                        "kicked-and-dead",
                        mapped + " inject error remove once;",
                        "P0 | VMM ;",
                        "A: enter | B: punch x ;"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    @Tag("once")
    void whoWaitsForNoneOfThemFindsTheSame(Scene scene) {
        findsTheSame(scene, STATES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kicks")
    @Tag("once")
    void whoIsKickedFindsTheSame(Scene scene) {
        assertThat(findsTheSame(scene, 20_000)).isTrue();
    }

    /** What is left out are states in which something can happen at once, or came too early, and no others. */
    private static boolean findsTheSame(Scene scene, int states) {
        boolean isMerging = scene.world().symmetry().blocks().isPresent();
        Counted all = new Counted(judge(scene, isMerging)).listening();
        Findings ofAll = Findings.all();
        Exhaustive searchOfAll = new Exhaustive(all, Limits.NONE.withStates(states), ofAll, Trust.FULL.withoutPrompt());
        if (searchOfAll.search() != SearchEnd.EXHAUSTED) {
            return false; // what it would have found nobody knows
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
        return true;
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

    /** What happens with the last step may be beyond it. */
    @Test
    void theBoundOfDepthCountsSteps() {
        Scene scene = Scene.first("09-convert-vs-fault");
        Exhaustive search = new Exhaustive(Judge.of(scene.world()), Limits.NONE.withDepth(50), Findings.all());
        assertThat(search.search()).isEqualTo(SearchEnd.DEPTH);
        assertThat(search.maxDepth()).isBetween(50, 54);
    }

    /** Each step but those that look at what somebody in the script can change. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "punch x   | sept(x) = pending; | CANCEL_SRCU RECHECK_REQUESTS RECHECK_SIGNAL RECHECK_VM_DEAD SRCU_LOCK"
                        + " SRCU_UNLOCK VM_DEAD WORK",
                "repeat 1 { signal P0, punch x } | sept(x) = pending; | CANCEL_SRCU RECHECK_REQUESTS RECHECK_SIGNAL"
                        + " RECHECK_VM_DEAD SRCU_LOCK SRCU_UNLOCK VM_DEAD",
                "delslot 1 | sept(x) = pending; | RECHECK_REQUESTS RECHECK_SIGNAL RECHECK_VM_DEAD VM_DEAD WORK",
                "punch x   | sept(x) = pending; inject error aug once; | CANCEL_SRCU RECHECK_REQUESTS RECHECK_SIGNAL"
                        + " RECHECK_VM_DEAD SRCU_LOCK SRCU_UNLOCK WORK",
            })
    void whatIsSilentFollowsFromTheScript(String operation, String fact, String steps) {
        Scene scene = scene("silent", fact, "P0 | VMM ;", "A: enter | B: " + operation + " ;", "C: enter | ;");
        Counted all = new Counted(Judge.of(scene.world())).listening();
        new Exhaustive(all, Limits.NONE, Findings.all(), Trust.FULL.withoutPrompt()).search();
        assertThat(String.join(" ", all.silent)).isEqualTo(steps);
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
}
