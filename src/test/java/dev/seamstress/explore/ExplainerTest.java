package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Choice;
import dev.seamstress.sched.Schedule;
import dev.seamstress.world.Scene;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what is said of a counterexample is so. Method: races whose traces were read by hand; for every refutation that
 * is shipped, replays of the schedule that passes, and a second, plain search from behind the step that dooms.
 */
@Tag("once")
class ExplainerTest {
    static List<Refutation> refutations() {
        return Refutation.all();
    }

    /**
     * Read in the traces of the shortest schedules: b33: REMOVE is called before VP.ENTER has entered, and the vCPU's
     * epoch is old. b35: TRACK is called while VP.ENTER is under way, a second time. Seed: BLOCK is called while ACCEPT
     * holds the entry. Host priority: P0's fault finds the entry frozen, before the answer of P1's AUG is there. 16b:
     * AUG is called after ACCEPT has looked at the entry, before it has locked it.
     */
    @ParameterizedTest(name = "{0} under {1}")
    @CsvSource({
        "races/13-remove-before-kick, kvm-6.19 + b33-track-no-kick, 27, 1>3, 0>3, 31, -1, KVM",
        "races/b35-flag-cleared-early, kvm-6.19 + b35-flag-cleared-early, 45, 1>3, 0>3, 47, -1, KVM",
        "races/05-block-vs-accept, seed-2024, 26, 1>3, 0>3, 27, -1, KVM",
        "races/06-lost-host-priority, kvm-6.19, 51, 0>0, 4>1, 52, 75, GUEST",
        "races/16b-accept-vs-aug, kvm-6.19, 21, 1>3, 0>3, 23, 22, KVM_OR_CLAIM",
    })
    void theStepThatDoomsIsTheOneThatWasFoundByHand(
            String file,
            String kernel,
            int step,
            String failing,
            String passing,
            int failingComes,
            int passingComes,
            Blame blame) {
        Refutation refutation = Refutation.of(file, kernel);
        Explanation explanation = explain(refutation, refutation.shortest());
        assertThat(explanation.doom()).isEqualTo(new Doom(step, true));
        assertThat(explanation.doom().text()).isEqualTo("after step " + step + " no schedule can pass");
        NearestPass nearest = explanation.nearest().orElseThrow();
        assertThat(nearest.failing()).hasToString(failing);
        assertThat(nearest.passing()).hasToString(passing);
        assertThat(nearest.failingComes()).isEqualTo(failingComes);
        assertThat(nearest.passingComes()).isEqualTo(passingComes);
        assertThat(explanation.blame()).isEqualTo(blame);
    }

    /** The AUG that is to be refused is in every schedule, and whoever makes it leaves FROZEN behind. */
    @Test
    void whereEveryScheduleFailsThereIsNoStepThatDooms() {
        Refutation refutation = Refutation.of("races/14-frozen-never-cleared", "kvm-6.19 + b29-no-rollback");
        Explanation explanation = explain(refutation, refutation.finding());
        assertThat(explanation.doom().isFromTheStart()).isTrue();
        assertThat(explanation.doom().text()).isEqualTo("no schedule passes");
        assertThat(explanation.nearest()).isEmpty();
        assertThat(explanation.blame()).isEqualTo(Blame.KVM);
    }

    /** A run that goes on behind the step that breaks the rule is as one that ends there. */
    @Test
    void whatComesAfterTheFailureDoesNotCount() {
        Refutation refutation = Refutation.of("races/13-remove-before-kick", "kvm-6.19 + b33-track-no-kick");
        Finding finding = refutation.shortest();
        Explainer explainer = new Explainer(refutation::world, Limits.NONE);
        Explanation explanation = explainer.explain(finding);
        WayBack way = new WayBack(explanation.doom(), explanation.nearest());
        assertThat(explainer.wayBack(finding.schedule(), false)).contains(way);
        assertThat(explainer.wayBack(longer(refutation, finding.schedule()), false))
                .contains(way);
    }

    /** Goes on with the first that can be chosen, until nothing can. */
    private static Schedule longer(Refutation refutation, Schedule schedule) {
        Engine engine = new Engine(refutation.world().assembly(), false);
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int step = 0; step < schedule.size(); step++) {
            recorder.add(schedule.from(step), schedule.to(step));
            engine.step(engine.channel(schedule.from(step), schedule.to(step)));
        }
        for (int channel = engine.nextChannel(0); channel >= 0; channel = engine.nextChannel(0)) {
            recorder.add(engine.sender(channel), engine.receiver(channel));
            engine.step(channel);
        }
        assertThat(recorder.size()).isGreaterThan(schedule.size());
        return recorder.toSchedule();
    }

    @Test
    void aRunThatPassesOrIsOfAnotherWorldHasNoWayBack() {
        Refutation refutation = Refutation.of("races/13-remove-before-kick", "kvm-6.19 + b33-track-no-kick");
        Explainer explainer = new Explainer(refutation::world, Limits.NONE);
        Schedule passing =
                explainer.explain(refutation.shortest()).nearest().orElseThrow().schedule();
        assertThat(explainer.wayBack(passing, false)).isEmpty();
        Schedule.Recorder other = new Schedule.Recorder();
        other.add(3, 0);
        assertThat(explainer.wayBack(other.toSchedule(), false)).isEmpty();
    }

    private static Explanation explain(Refutation refutation, Finding finding) {
        return new Explainer(refutation::world, Limits.NONE).explain(finding);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refutations")
    void behindTheStepNothingPassesAndBeforeItSomethingDoes(Refutation refutation) {
        Finding finding = refutation.finding();
        Explanation explanation = explain(refutation, finding);
        Doom doom = explanation.doom();
        assertThat(doom.isKnown()).isTrue();
        assertThat(doom.step()).isLessThan(finding.schedule().size());
        Judge judge = Judge.of(refutation.world());
        for (int step = 0; step <= doom.step(); step++) {
            make(judge, finding.schedule().at(step));
        }
        if (doom.step() < finding.schedule().size() - 1) {
            assertThat(canPass(judge)).isFalse();
        }
        assertThat(explanation.nearest().isEmpty()).isEqualTo(doom.isFromTheStart());
        explanation.nearest().ifPresent(nearest -> passes(refutation, finding.schedule(), doom, nearest));
        assertThat(explain(refutation, finding)).isEqualTo(explanation);
    }

    private static void passes(Refutation refutation, Schedule failed, Doom doom, NearestPass nearest) {
        Schedule passed = nearest.schedule();
        assertThat(nearest.fork()).isEqualTo(doom.step());
        assertThat(nearest.isShortest()).isTrue();
        Judge judge = Judge.of(refutation.world());
        for (int step = 0; step < passed.size(); step++) {
            assertThat(step < nearest.fork() && !passed.at(step).equals(failed.at(step)))
                    .isFalse();
            make(judge, passed.at(step));
            assertThat(broken(judge)).isNull();
        }
        assertThat(judge.engine().isQuiet()).isTrue();
        assertThat(nearest.failing()).isEqualTo(failed.at(nearest.fork())).isNotEqualTo(nearest.passing());
        assertThat(nearest.passing()).isEqualTo(passed.at(nearest.fork()));
        assertThat(nearest.failingComes()).isGreaterThan(nearest.fork());
        assertThat(passed.at(nearest.failingComes())).isEqualTo(nearest.failing());
    }

    private static void make(Judge judge, Choice choice) {
        judge.step(judge.engine().channel(choice.from(), choice.to()));
    }

    private static Rule broken(Judge judge) {
        Rule broken = judge.brokenByStep();
        return broken == null ? judge.brokenByState() : broken;
    }

    /** A search without a table of its own making and without limits. */
    private static boolean canPass(Judge judge) {
        Engine engine = judge.engine();
        Set<Long> seen = new TreeSet<>();
        seen.add(engine.fingerprint());
        Deque<int[]> path = new ArrayDeque<>();
        path.push(new int[] {engine.mark(), 0});
        while (!path.isEmpty()) {
            int[] top = path.peek();
            int channel = engine.nextChannel(top[1]);
            if (engine.isQuiet()) {
                return true;
            } else if (channel < 0) {
                engine.undo(path.pop()[0]);
                continue;
            }
            top[1] = channel + 1;
            int mark = engine.mark();
            judge.step(channel);
            if (broken(judge) == null && seen.add(engine.fingerprint())) {
                path.push(new int[] {mark, 0});
            } else {
                engine.undo(mark);
            }
        }
        return false;
    }

    @Test
    void whatABoundKeepsFromBeingKnownIsNotGuessed() {
        Refutation refutation = Refutation.of("races/05-block-vs-accept", "seed-2024");
        Explanation explanation =
                new Explainer(refutation::world, Limits.NONE.withStates(2)).explain(refutation.shortest());
        assertThat(explanation.doom().isKnown()).isFalse();
        assertThat(explanation.doom().step()).isBetween(26, 28);
        assertThat(explanation.doom().text()).contains("unknown");
        assertThat(explanation.nearest()).isEmpty();
        Explanation nothing =
                new Explainer(refutation::world, Limits.NONE.withStates(0)).explain(refutation.shortest());
        assertThat(nothing.doom()).isEqualTo(new Doom(28, false));
    }

    @Test
    void aScheduleOfAnotherWorldIsRefused() {
        Refutation refutation = Refutation.of("races/05-block-vs-accept", "seed-2024");
        Schedule.Recorder recorder = new Schedule.Recorder();
        recorder.add(2, 0);
        Finding other = new Finding(refutation.finding().rule(), recorder.toSchedule());
        assertThatThrownBy(() -> explain(refutation, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step 0 cannot be made: 2>0");
    }

    private static Blame blame(String text) {
        return blame(text, KernelModel.of(KernelVariant.NEWEST));
    }

    private static Blame blame(String text, KernelModel model) {
        Scene scene = Scene.of("blame", text, model);
        Finding finding = new Explorer(scene::world, Explorer.Settings.DEFAULT)
                .explore()
                .finding()
                .orElseThrow();
        return new Explainer(scene::world, Limits.NONE).explain(finding).blame();
    }

    @Test
    void whatIsNeverSeenIsTheScriptsToBlame() {
        assertThat(blame("""
                TDX vacuous
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         ;
                 A: fault x ;
                sometimes (A = memfault)
                """)).isEqualTo(Blame.SCRIPT);
    }

    @Test
    void soIsWaitingForWhatDoesNotCome() {
        assertThat(blame("""
                TDX waiting
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         | VMM          ;
                 A: fault x | on remove(x) ;
                """)).isEqualTo(Blame.SCRIPT);
    }

    @Test
    void aClaimIsBlamedOnWhoeverMakesTheLastStepThatCouldHaveBeenAnother() {
        assertThat(blame("""
                TDX signalled
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         | VMM       ;
                 A: fault x | signal P0 ;
                finally (A = ok)
                """)).isEqualTo(Blame.USERSPACE);
        assertThat(blame("""
                TDX accepted
                { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = pending; }
                 P0          | VMM                    ;
                 A: accept x | C: convert x to shared ;
                never (sept(x) = mapped)
                """)).isEqualTo(Blame.GUEST);
    }

    /** The hole comes before the fault, which rightly maps another page; with a bug planted it would be KVM's. */
    @Test
    void whereAStepOfKvmDoomsAClaimTheClaimMayBeWrong() {
        String text = """
                TDX refilled
                { slot 1 = 0x100+8 gmem; x = 0x100; mirror(x,2M) = table; }
                 P0         | GMEM       ;
                 A: fault x | B: punch x ;
                finally (sept(x) = free)
                """;
        assertThat(blame(text)).isEqualTo(Blame.KVM_OR_CLAIM);
        KernelModel planted = KernelModel.of(KernelVariant.NEWEST, List.of("b29-no-rollback"));
        assertThat(blame(text, planted)).isEqualTo(Blame.KVM);
    }

    /** Without a planted bug it may be the claim that is wrong. */
    @Test
    void ofAClaimThatNothingKeepsNobodyKnows() {
        String text = """
                TDX never
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         ;
                 A: fault x ;
                finally (sept(x) = free)
                """;
        assertThat(blame(text)).isEqualTo(Blame.KVM_OR_SCRIPT);
        KernelModel planted = KernelModel.of(KernelVariant.NEWEST, List.of("b29-no-rollback"));
        assertThat(blame(text, planted)).isEqualTo(Blame.KVM);
    }

    @Test
    void whoFetchesInstructionsFromSharedMemoryIsToBlame() {
        assertThat(blame("""
                TDX fetch
                { slot 1 = 0x100+8 gmem; x = 0x100; attr(x) = shared; }
                 P0              ;
                 A: exec x shared ;
                """)).isEqualTo(Blame.GUEST);
    }

    @Test
    void rulesOfTheModuleAreTheModules() {
        Refutation refutation = Refutation.of("races/05-block-vs-accept", "seed-2024");
        Rule rule = new Rule("I14", Rule.Kind.INVARIANT, "no value is lost or comes back");
        Finding finding = new Finding(rule, refutation.finding().schedule());
        assertThat(explain(refutation, finding).blame()).isEqualTo(Blame.MODULE);
    }

    /** 1.5.05 is a module as it is, and none of the two knows a stepping filter here. */
    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "races/b24-vpinit-vs-punch, 1.5.01 + vp-init-tdr-ex, kvm-6.18, bug_on, MODULE",
        "races/b24-vpinit-vs-punch, 1.5.05, kvm-6.18, bug_on, KVM",
        "races/b24-vpinit-vs-punch, 1.5.05 + no-zero-step, kvm-6.18, bug_on, KVM",
        "races/16b-accept-vs-aug, 1.5.01 + no-accept-stale-leaf-bit, kvm-6.19, sometimes#1, MODULE",
        "races/16b-accept-vs-aug, 1.5.01 + no-zero-step, kvm-6.19, finally#2, KVM_OR_CLAIM",
    })
    void whatOnlyAChangedModuleBreaksIsTheModules(
            String file, String module, String kernel, String rule, Blame expected) {
        KernelModel model = KernelModel.of(KernelVariant.named(kernel))
                .on(ModuleVariant.find(module).orElseThrow());
        Scene scene = Scene.file(file, model);
        Finding finding = new Explorer(scene::world, Explorer.Settings.DEFAULT.withWanted(rule))
                .explore()
                .finding()
                .orElseThrow();
        assertThat(finding.rule().name()).isEqualTo(rule);
        Blame blame = new Explainer(scene::world, Limits.NONE).explain(finding).blame();
        assertThat(blame).isEqualTo(expected);
        boolean isTheModules = blame == Blame.MODULE;
        assertThat(UnchangedModule.keeps(scene.world(), finding.rule(), Limits.NONE.withStates(10)))
                .isFalse();
        assertThat(UnchangedModule.keeps(scene.world(), finding.rule(), Limits.NONE))
                .isEqualTo(isTheModules);
    }

    @Test
    void everyoneHasAWordAndASentence() {
        assertThat(Blame.values()).allSatisfy(who -> {
            assertThat(who.who()).isNotBlank();
            assertThat(who.sentence()).isNotBlank();
        });
    }

    /** The module keeps every I rule but the one about what a host does with a page that it got back. */
    @Test
    void aPageThatIsUsedUnclearedIsTheHosts() {
        assertThat(blame("""
                TDX uncleared
                { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
                 VMM                            ;
                 seamcall mem.range.block x     ;
                 seamcall mem.track             ;
                 seamcall mem.page.remove x     ;
                 seamcall phymem.page.wbinvd x  ;
                 seamcall mem.page.aug x        ;
                """)).isEqualTo(Blame.USERSPACE);
    }
}
