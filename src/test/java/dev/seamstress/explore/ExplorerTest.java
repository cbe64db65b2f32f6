package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Replay;
import dev.seamstress.world.Scene;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: the explorer's verdicts are those of the schedules. Method: a second, plain search of the same scenes, which
 * stores the whole graph; replays of what was found; bounds that are too small.
 */
class ExplorerTest {
    private static final int STATES_MAX = 10_000;

    static Stream<Scene> scenes() {
        return ExpectedVerdict.scenes("");
    }

    private static Explorer.Settings everything(int states) {
        return Explorer.Settings.DEFAULT
                .keepGoing()
                .withoutPrompt()
                .withLimits(Limits.NONE.withStates(states))
                .withWalking(new Walking(0, 1, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    @Tag("once")
    void agreesWithAPlainSearch(Scene scene) {
        Exploration found = new Explorer(scene::world, everything(STATES_MAX)).explore();
        if (found.end() != SearchEnd.EXHAUSTED) {
            return; // of what has more states the plain search, which is the slow one, could tell no more than that
        }
        ClaimSearch.Result plain = ClaimSearch.of(scene.world(), STATES_MAX);
        assertThat(plain.isExhausted()).isTrue();
        List<String> rules =
                found.findings().stream().map(finding -> finding.rule().name()).toList();
        assertThat(rules).containsExactlyInAnyOrderElementsOf(plain.offences().keySet());
        assertThat(found.size().transitions()).isEqualTo(plain.transitions());
        assertThat(found.verdict())
                .isEqualTo(rules.isEmpty() ? Exploration.Verdict.PROVED : Exploration.Verdict.REFUTED);
    }

    /** A trap of this size is found by its set closing, long before all is seen. */
    @Test
    void aLivelockIsAScheduleThatComesBack() {
        KernelModel model = KernelModel.of(KernelVariant.KVM_6_19);
        Scene scene = Scene.file("races/06-lost-host-priority", model);
        Explorer explorer = new Explorer(scene::world, Explorer.Settings.DEFAULT);
        Finding first = explorer.explore().finding().orElseThrow();
        assertThat(first.rule().kind()).isEqualTo(Rule.Kind.LIVELOCK);
        comesBack(scene, first);
        Finding shortest = explorer.shortest(first, Integer.MAX_VALUE).orElseThrow();
        assertThat(shortest.loopStart()).isLessThan(first.loopStart());
        comesBack(scene, shortest);
    }

    private static void comesBack(Scene scene, Finding finding) {
        Judge judge = Judge.of(scene.world());
        long atTheStart = 0;
        for (int step = 0; step < finding.schedule().size(); step++) {
            atTheStart = step == finding.loopStart() ? judge.engine().fingerprint() : atTheStart;
            judge.step(judge.engine()
                    .channel(finding.schedule().from(step), finding.schedule().to(step)));
            assertThat(step >= finding.loopStart() && judge.isProgress()).isFalse();
        }
        assertThat(finding.loopStart()).isLessThan(finding.schedule().size());
        assertThat(judge.engine().fingerprint()).isEqualTo(atTheStart);
    }

    @Test
    void aSetOfStatesThatCanBeLeftIsNoLivelock() {
        Scene scene = Scene.first("03-two-vcpus-one-gfn");
        Exploration found = new Explorer(scene::world, Explorer.Settings.DEFAULT).explore();
        assertThat(found.verdict()).isEqualTo(Exploration.Verdict.PROVED);
        assertThat(found.size().starvations()).isEqualTo(8);
    }

    @Test
    void theShortestScheduleIsNoLongerThanAnyOther() {
        Scene scene = Scene.file(
                "races/b35-flag-cleared-early",
                KernelModel.of(KernelVariant.KVM_6_19, List.of("b35-flag-cleared-early")));
        Explorer explorer = new Explorer(scene::world, Explorer.Settings.DEFAULT);
        Finding first = explorer.explore().finding().orElseThrow();
        Finding shortest = explorer.shortest(first, Integer.MAX_VALUE).orElseThrow();
        assertThat(shortest.rule().name()).isEqualTo("bug_on");
        assertThat(shortest.schedule().size()).isLessThan(first.schedule().size());
        // Nothing shorter exists: a search of all schedules up to one step less finds nothing.
        Limits shorter = Limits.NONE.withDepth(shortest.schedule().size() - 1);
        assertThat(new Explorer(scene::world, Explorer.Settings.DEFAULT.withLimits(shorter))
                        .shortest(first, Integer.MAX_VALUE))
                .isEmpty();
        Engine engine = new Engine(scene.world().assembly(), false);
        engine.run(new Replay(shortest.schedule()), Integer.MAX_VALUE);
        assertThat(engine.steps()).isEqualTo(shortest.schedule().size());
    }

    @Test
    void theSearchStopsAtTheRuleThatIsWanted() {
        Scene scene = Scene.file(
                "races/22-entry-not-guaranteed",
                KernelModel.of(KernelVariant.KVM_6_19, List.of("x22-flush-done-at-begin")));
        Exploration any = new Explorer(scene::world, Explorer.Settings.DEFAULT).explore();
        Exploration wanted = new Explorer(scene::world, Explorer.Settings.DEFAULT.withWanted("never#1")).explore();
        assertThat(any.findings()).hasSize(1);
        assertThat(wanted.finding().orElseThrow().rule().name()).isEqualTo("never#1");
        assertThat(wanted.size().states()).isGreaterThan(any.size().states());
    }

    /** Whoever expects that a rule is broken, whichever, is not told of a livelock because it was found first. */
    @Test
    void whoWantsAnyRuleIsContentWithNoLivelock() {
        Scene scene = Scene.of("both", """
                TDX both
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         | VMM          ;
                 A: fault x | D: delslot 1 ;
                finally (A = memfault)
                """, KernelVariant.KVM_6_16);
        Exploration anything = new Explorer(scene::world, Explorer.Settings.DEFAULT).explore();
        Exploration any = new Explorer(scene::world, Explorer.Settings.DEFAULT.withWanted(Rule.ANY)).explore();
        assertThat(anything.findings()).extracting(found -> found.rule().name()).containsExactly("livelock");
        assertThat(any.findings()).extracting(found -> found.rule().name()).containsExactly("finally#1", "livelock");
    }

    @Test
    void whatIsNeverSeenIsVacuousOnlyOnceAllWasSeen() {
        Scene scene = Scene.of("vacuous", """
                TDX vacuous
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         ;
                 A: fault x ;
                sometimes (A = memfault)
                finally (A = ok)
                """);
        Exploration all = new Explorer(scene::world, Explorer.Settings.DEFAULT).explore();
        assertThat(all.finding().orElseThrow().rule().name()).isEqualTo("sometimes#1");
        assertThat(all.finding().orElseThrow().rule().kind()).isEqualTo(Rule.Kind.VACUOUS);
        Exploration some = new Explorer(scene::world, everything(5)).explore();
        assertThat(some.verdict()).isEqualTo(Exploration.Verdict.NOT_FOUND);
        assertThat(some.unwitnessed()).containsExactly("sometimes#1");
    }

    @Test
    void theFirstStateMayBreakARuleToo() {
        Scene scene = Scene.of("from-the-start", """
                TDX from-the-start
                { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
                 P0         ;
                 A: enter ;
                never (sept(x) = mapped)
                """);
        Exploration found = new Explorer(scene::world, Explorer.Settings.DEFAULT).explore();
        assertThat(found.verdict()).isEqualTo(Exploration.Verdict.REFUTED);
        Finding finding = found.finding().orElseThrow();
        assertThat(finding.rule().name()).isEqualTo("never#1");
        assertThat(finding.schedule().size()).isZero();
        Exploration walked = new Explorer(scene::world, Explorer.Settings.DEFAULT.withWay(Way.RANDOM)).explore();
        assertThat(walked.finding().orElseThrow().rule().name()).isEqualTo("never#1");
    }

    @Test
    void aResultThatIsNotAnnouncedIsFound() {
        Scene scene = Scene.of("unannounced", """
                TDX unannounced
                { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
                 P0               ;
                 A: accept x => ok ;
                """);
        Finding finding = new Explorer(scene::world, Explorer.Settings.DEFAULT)
                .explore()
                .finding()
                .orElseThrow();
        assertThat(finding.rule())
                .isEqualTo(new Rule(Rule.RESULTS, Rule.Kind.CLAIM, "accept x = already, not in {ok}"));
    }

    @Test
    void soIsOneOfALaterColumn() {
        Scene scene = Scene.of("unannounced", """
                TDX unannounced
                { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; sept(x) = mapped; sept(y) = mapped; }
                 P0                              | P1                 ;
                 A: accept x => {ok, already} | B: accept y => ok  ;
                """);
        Finding finding = new Explorer(scene::world, Explorer.Settings.DEFAULT)
                .explore()
                .finding()
                .orElseThrow();
        assertThat(finding.rule().text()).isEqualTo("accept y = already, not in {ok}");
    }
}
