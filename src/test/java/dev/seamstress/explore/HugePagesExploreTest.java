package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.check.ClaimOutcome;
import dev.seamstress.check.Offence;
import dev.seamstress.check.invariant.InvariantChecker;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.LpageInfo;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Replay;
import dev.seamstress.trace.PassedOn;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what the scenarios about huge pages claim is true of all their schedules, and not of a kernel with the bug.
 * Method: every schedule is searched.
 */
class HugePagesExploreTest {
    private static final String HOLE = "plain/01-hole-in-a-huge-page";
    private static final String CONVERT = "races/17b-convert-vs-huge-fault";
    private static final String B17 = "b17-no-hugepage-range";

    private static Scene scene(String file, KernelVariant variant, String... changes) {
        return Scene.file(file, KernelModel.of(variant, List.of(changes)));
    }

    @ParameterizedTest(name = "{0} under {1}: {2} states, {3} transitions, {4} finals")
    @CsvSource({
        "plain/01-hole-in-a-huge-page, KVM_6_12, 14661, 36755, 2",
        "plain/01-hole-in-a-huge-page, KVM_6_19, 14661, 36755, 2",
        "races/17b-convert-vs-huge-fault, KVM_6_16, 3653, 8370, 2",
        "races/17b-convert-vs-huge-fault, KVM_6_18, 3653, 8370, 2",
        "races/17b-convert-vs-huge-fault, KVM_6_19, 3653, 8370, 2",
    })
    void everyScheduleKeepsTheClaims(String file, KernelVariant variant, int states, long transitions, int finals) {
        Watcher watcher = new Watcher(scene(file, variant).world());
        PlainSearch.Result result = watcher.search();
        assertThat(result.offence()).isEmpty();
        assertThat(result.isExhausted()).isTrue();
        assertThat(watcher.isBugged()).isFalse();
        assertThat(watcher.witnesses()).allMatch(claim -> claim.kind() == ClaimOutcome.Kind.SEEN);
        assertThat(List.of((long) result.states(), result.transitions(), (long) result.finals()))
                .as("states, transitions, finals")
                .containsExactly((long) states, transitions, (long) finals);
    }

    /** The first search finds the schedule, the replay names the rule. */
    @Test
    void aConversionThatGuardsItsRangeAloneLeavesASharedMapping() {
        List<Scene> scenes = List.of(
                scene(CONVERT, KernelVariant.KVM_6_19, B17),
                scene(CONVERT, KernelVariant.KVM_6_19, "no-attr-hugepage-range"),
                scene(CONVERT, KernelVariant.SEED_2024));
        for (Scene scene : scenes) {
            PlainSearch.Result result = new Watcher(scene.world()).search();
            assertThat(result.offence()).as("%s", scene.model()).isPresent();
            assertThat(result.offence().orElseThrow().what()).startsWith("finally#1 broken");
            assertThat(brokenBy(scene, result.offence().orElseThrow())).containsExactly("V24");
        }
    }

    private static TreeSet<String> brokenBy(Scene scene, PlainSearch.Offence found) {
        World world = scene.world();
        Engine engine = new Engine(world.assembly(), false);
        InvariantChecker checker = new InvariantChecker(world, engine.memory(), engine::machine);
        TreeSet<String> rules = new TreeSet<>();
        engine.setSink(new Checked(checker, rules));
        engine.run(new Replay(found.schedule()), 100_000);
        return rules;
    }

    /** Passes everything on, and keeps the names of what was broken. */
    private record Checked(InvariantChecker checker, TreeSet<String> rules) implements PassedOn {
        @Override
        public TraceSink next() {
            return checker;
        }

        @Override
        public void stepped(int step) {
            PassedOn.super.stepped(step);
            checker.offences(step).stream().map(Offence::invariant).forEach(rules::add);
        }
    }

    /** With the bug a huge leaf is put back into a region that turns out mixed; a fault with a goal of 4K meets it. */
    @Test
    void aFaultMayMeetAHugeLeafInAMixedRegion() {
        String text = """
                TDX two-readers
                { slot 1 = 0x200+512 thp; x = 0x200; y = x[1]; direct(x,1G) = table; }
                 P0               | P1                | VMM                     ;
                 A: read y shared | B: fault y shared | C: convert x to private ;
                """;
        KernelModel model = KernelModel.of(KernelVariant.KVM_6_19, List.of(B17));
        Meetings meetings = new Meetings(Scene.of("two-readers", text, model).world());
        PlainSearch.Result result = new PlainSearch(meetings.world.assembly(), meetings, Integer.MAX_VALUE).search();
        assertThat(result.offence().orElseThrow().what()).isEqualTo("met");
    }

    /** Ends a search at a fault that finds nothing to do in a region that is mixed and mapped by one entry. */
    private static final class Meetings implements PlainSearch.Inspector, TraceSink {
        private final World world;
        private Engine engine;
        private boolean isMet;

        Meetings(World world) {
            this.world = world;
        }

        @Override
        public String offence(Engine searched, boolean isFinal) {
            engine = searched;
            engine.setSink(this);
            return isMet ? "met" : null;
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            if (event == Event.FAULT_DONE && b == RetPf.SPURIOUS.ordinal()) {
                Kvm kvm = world.kvm();
                long flag = engine.memory().read(kvm.lpageInfo().word(Level.PG_2M, a));
                long entry = engine.memory().read(kvm.tables().word(kvm.firstDirectRoot(), Level.PG_2M, a));
                isMet |= flag == LpageInfo.MIXED && Spte.isLeaf(entry, Level.PG_2M);
            }
        }
    }

    @Test
    void ofTwoConversionsTheSecondLeavesATableWhereAHugePageCouldBe() {
        String text = """
                TDX there-and-back
                { slot 1 = 0x200+512 thp; x = 0x200; y = x[1]; }
                 P0               | VMM                     ;
                 A: read y shared | C: convert x to private ;
                 B: read y shared | D: convert x to shared  ;
                sometimes (D = ok /\\ direct(x,2M) = table /\\ direct(y) = present /\\ direct(x) = none)
                sometimes (D = ok /\\ direct(x,2M) = present)
                finally (A = ok /\\ B = ok /\\ C = ok /\\ D = ok)
                """;
        Watcher watcher = new Watcher(Scene.of("there-and-back", text).world());
        PlainSearch.Result result = watcher.search();
        assertThat(result.offence()).isEmpty();
        assertThat(watcher.witnesses()).allMatch(claim -> claim.kind() == ClaimOutcome.Kind.SEEN);
    }

    /** Between the notifier of one page and that of the split, a fault on another page maps the huge page again. */
    @Test
    void aHugePageThatIsMappedAgainGoesAgain() {
        World world = scene(HOLE, KernelVariant.KVM_6_19).world();
        Watches.Watch zap = (actor, event, a, b, c, d) -> event == Event.KVM_TDP_MMU_SPTE_CHANGED
                && GfnRange.of(0x200, 512).contains(a)
                && b == 2
                && d < c;
        List<Long> counts = new ArrayList<>();
        new HistorySearch(world.assembly(), List.of(zap)).search((engine, found) -> counts.add(found[0]));
        assertThat(new TreeSet<>(counts)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aHugeGoalInAMirrorIsFound() {
        String text = """
                TDX huge-goal
                { slot 1 = 0x200+512 gmem thp; x = 0x200; y = x[1]; }
                 P0         | P1         ;
                 A: fault x | B: fault y ;
                """;
        KernelModel planted = KernelModel.of(KernelVariant.KVM_6_19, List.of("b47-mirror-huge-goal"));
        Watcher watcher = new Watcher(Scene.of("huge-goal", text, planted).world());
        watcher.search();
        assertThat(watcher.isBugged()).isTrue();
        watcher = new Watcher(Scene.of("huge-goal", text).world());
        assertThat(watcher.search().offence()).isEmpty();
        assertThat(watcher.isBugged()).isFalse();
    }
}
