package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.Row;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.reduce.ScenarioSize;
import dev.seamstress.sched.Schedule;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what is left of a counterexample is one, of the same rule, and nothing can be taken from it. Method: every
 * refutation that is shipped is shrunk, replayed, and taken apart once more by the test itself; of some the text is
 * exact.
 */
@Tag("once")
class ShrinkerTest {
    private static final String TWO_RESULTS = """
            TDX results
            { slot 1 = 0x100+8 gmem; x = 0x100; mirror(x,2M) = table; }
             P0          | P1         | VMM                    ;
             A: accept x | B: fault x | C: convert x to shared ;
            finally (A = ok)
            """;

    /** The bound is met before a shortest schedule of what is left is found. */
    private static final String TWO_SLOTS = "16-notifier-of-two-slots";

    /** Shrunk by a test of its own, which knows what is left; and one that runs as under the newest kernel. */
    private static boolean isDoneElsewhere(Refutation refutation) {
        String name = refutation.toString();
        return name.contains("06-lost-host-priority.tdx under seed-2024")
                || name.contains(TWO_SLOTS) && name.contains("kvm-6.12");
    }

    /** Of those that have many states not everything is asked. */
    private static boolean hasManyStates(Refutation refutation) {
        String name = refutation.toString();
        return name.contains("06-lost-host-priority")
                || name.contains(TWO_SLOTS)
                || name.contains("03z-zero-step-blocks-zap.tdx under kvm-6.19 + b35")
                || name.contains("17b-convert-vs-huge-fault.tdx under seed");
    }

    static List<Refutation> refutations() {
        return Refutation.all().stream()
                .filter(refutation -> !hasManyStates(refutation))
                .toList();
    }

    static List<Refutation> refutationsWithManyStates() {
        return Refutation.all().stream()
                .filter(refutation -> hasManyStates(refutation) && !isDoneElsewhere(refutation))
                .toList();
    }

    /** As the command line does it: the first schedule is a shortest one already. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("refutationsWithManyStates")
    void whatIsLeftIsShortWhereThereAreManyStatesToo(Refutation refutation) {
        Finding shortest = refutation.shortest();
        Shrunk shrunk = shrink(refutation, shortest);
        assertThat((double) shrunk.finding().schedule().size())
                .isLessThanOrEqualTo(1.3 * shortest.schedule().size());
        assertThat(shrunk.removed()).isNotEqualTo(new ScenarioSize(0, 0, 0, 0, 0, 0));
        breaks(Scene.of(refutation.toString(), shrunk.text(), refutation.model()), shrunk.finding());
    }

    private static Shrunk shrink(Refutation refutation) {
        return shrink(refutation, refutation.finding());
    }

    private static Shrunk shrink(Refutation refutation, Finding finding) {
        return new Shrinker(refutation.model(), Shrinker.Settings.DEFAULT)
                .shrink(refutation.read().tree(), finding);
    }

    /** Where one rule is broken in two manners, and less is left of the other one. */
    private static final List<String> TWO_MANNERS = List.of("b35", "pre-fault-memory-slot-recreated-ordinary");

    /** 1.3 is what was asked for; most are no longer than a shortest one. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("refutations")
    void whatIsLeftIsACounterexampleAndAShortOne(Refutation refutation) {
        Finding shortest = refutation.shortest();
        Shrunk shrunk = shrink(refutation);
        Rule rule = shrunk.finding().rule();
        assertThat(rule.kind()).isEqualTo(refutation.finding().rule().kind());
        assertThat(shrunk.deliveriesBefore())
                .isEqualTo(refutation.finding().schedule().size());
        assertThat((double) shrunk.finding().schedule().size())
                .isLessThanOrEqualTo(1.3 * shortest.schedule().size());
        Scene scene = Scene.of(refutation.toString(), shrunk.text(), refutation.model());
        breaks(scene, shrunk.finding());
        boolean isNamed = rule.kind() != Rule.Kind.LIVELOCK && rule.kind() != Rule.Kind.DEADLOCK;
        assertThat(scene.target().rule()).isEqualTo(isNamed ? rule.name() : null);
        assertThat(shrunk.isMinimal()).isTrue();
        assertThat(shrunk.isShortest()).isTrue();
        if (TWO_MANNERS.stream().noneMatch(refutation.toString()::contains)) {
            nothingCanBeTaken(refutation.model(), shrunk, rule.name());
        }
    }

    /** In its last step, and not before; or, if it goes round, by coming back. */
    private static void breaks(Scene scene, Finding finding) {
        Judge judge = Judge.of(scene.world());
        Schedule schedule = finding.schedule();
        long atTheStart = 0;
        Rule broken = judge.brokenByState();
        for (int step = 0; step < schedule.size(); step++) {
            assertThat(broken).isNull();
            atTheStart = step == finding.loopStart() ? judge.engine().fingerprint() : atTheStart;
            judge.step(judge.engine().channel(schedule.from(step), schedule.to(step)));
            broken = judge.brokenByStep();
            broken = broken == null ? judge.brokenByState() : broken;
        }
        if (finding.loopStart() == Finding.NO_LOOP) {
            assertThat(broken).isEqualTo(finding.rule());
        } else {
            assertThat(judge.engine().fingerprint()).isEqualTo(atTheStart);
        }
    }

    private static void nothingCanBeTaken(KernelModel model, Shrunk shrunk, String rule) {
        Scenario scenario = shrunk.scenario();
        for (int column = 0; column < scenario.grid().columns().size(); column++) {
            assertThat(isBroken(model, without(scenario, column, -1), rule))
                    .as("without column %d of%n%s", column, shrunk.text())
                    .isFalse();
            for (int row = 0; row < scenario.grid().rows().size(); row++) {
                boolean isThere =
                        !scenario.grid().rows().get(row).cells().get(column).isEmpty();
                assertThat(isThere && isBroken(model, without(scenario, column, row), rule))
                        .as("without the operation %d of column %d of%n%s", row, column, shrunk.text())
                        .isFalse();
            }
        }
    }

    /** Without a column, or one operation of it. */
    private static Scenario without(Scenario s, int column, int row) {
        List<Row> rows = new ArrayList<>();
        for (int at = 0; at < s.grid().rows().size(); at++) {
            List<Cell> cells = new ArrayList<>(s.grid().rows().get(at).cells());
            if (row < 0) {
                cells.remove(column);
            } else if (at == row) {
                cells.set(column, Cell.EMPTY);
            }
            rows.add(new Row(cells, true, s.grid().rows().get(at).end()));
        }
        List<Column> columns = new ArrayList<>(s.grid().columns());
        if (row < 0) {
            columns.remove(column);
        }
        return new Scenario(s.title(), s.options(), s.decls(), new Scenario.Grid(columns, rows), s.claims(), List.of());
    }

    private static boolean isBroken(KernelModel model, Scenario scenario, String rule) {
        if (scenario.grid().columns().isEmpty()) {
            return false;
        }
        return Refutation.resolve(SelfContained.text(scenario))
                .map(resolved -> new Explorer(
                                () -> World.again(resolved, model), Explorer.Settings.DEFAULT.withWanted(rule))
                        .explore().findings().stream()
                                .anyMatch(finding -> finding.rule().name().equals(rule)))
                .orElse(false);
    }

    @Test
    void theSameComesOutEachTimeAndNothingMoreTheSecondTime() {
        Refutation refutation = Refutation.of("races/b06-no-root-recheck", "kvm-6.19 + b06-no-root-recheck");
        Shrunk shrunk = shrink(refutation);
        assertThat(shrink(refutation)).isEqualTo(shrunk);
        Shrunk again =
                new Shrinker(refutation.model(), Shrinker.Settings.DEFAULT).shrink(shrunk.scenario(), shrunk.finding());
        assertThat(again.text()).isEqualTo(shrunk.text());
        assertThat(again.finding()).isEqualTo(shrunk.finding());
        assertThat(again.removed()).isEqualTo(new ScenarioSize(0, 0, 0, 0, 0, 0));
    }

    /** The shortest schedule has TRACK refused twice. */
    @Test
    void aRowTooManyGoes() {
        Refutation refutation = Refutation.of("races/b35-flag-cleared-early", "kvm-6.19 + b35-flag-cleared-early");
        Shrunk shrunk = shrink(refutation, refutation.shortest());
        assertThat(shrunk.text()).isEqualTo("""
                TDX flag-cleared-early
                "vCPUs stay out of the guest until the SEAMCALL that was refused has been made again"
                mutate = b35-flag-cleared-early
                { slot 1 = 0x100 gmem; x = 0x100; sept(x) = pending; }
                 P0          | VMM                    ;
                 A: accept x | C: convert x to shared ;
                expect kvm-6.19: refuted bug_on
                """);
        assertThat(shrunk.removed()).isEqualTo(new ScenarioSize(0, 1, 7, 0, 0, 2));
        assertThat(shrunk.isMinimal()).isTrue();
        assertThat(shrunk.finding().schedule().size()).isEqualTo(47);
        nothingCanBeTaken(refutation.model(), shrunk, "bug_on");
    }

    /** The first that a search finds has BLOCK refused twice, which takes two ACCEPTs: another KVM_BUG_ON. */
    @Test
    void aRowThatAnotherBugDoesNotNeedStays() {
        Shrunk shrunk = shrink(Refutation.of("races/b35-flag-cleared-early", "kvm-6.19 + b35-flag-cleared-early"));
        assertThat(shrunk.text()).contains("B: accept x");
        assertThat(shrunk.finding().schedule().size()).isEqualTo(57);
    }

    /** In the oldest kernel the race needs no signals. It takes a few steps more without them. */
    @Test
    void aThreadTooManyGoes() {
        Refutation refutation = Refutation.of("races/06-lost-host-priority", "seed-2024");
        Shrunk shrunk = shrink(refutation);
        assertThat(shrunk.text()).endsWith("""
                models = seed-2024
                { slot 1 = 0x100 gmem; x = 0x100; mirror(x,2M) = table; }
                 P0                            | P1         ;
                 A: loop { accept x } until ok | B: fault x ;
                expect seed-2024: livelock
                """);
        assertThat(shrunk.finding().schedule().size()).isEqualTo(90);
        breaks(Scene.of("livelock", shrunk.text(), refutation.model()), shrunk.finding());
    }

    /** Without the slot the claim would be broken too, by another result. The fact makes the schedule short. */
    @Test
    void theClaimIsBrokenInTheSameManner() {
        Shrunk shrunk = shrink(Refutation.of("races/16b-accept-vs-aug", "kvm-6.19"));
        assertThat(shrunk.text()).endsWith("""
                { slot 1 = 0x100 gmem; x = 0x100; mirror(x,2M) = table; }
                 P0          | P1         ;
                 A: accept x | B: fault x ;
                finally (A in {ok, already})
                expect kvm-6.19: refuted finally#1
                """);
        assertThat(shrunk.finding().rule().name()).isEqualTo("finally#1");
    }

    /** It ends with memfault as well, which a conversion alone is enough for, and busy takes a fault. */
    @Test
    void anotherResultIsAnotherManner() {
        KernelModel model = KernelModel.of(KernelVariant.NEWEST);
        Scene scene = Scene.of("results", TWO_RESULTS, model);
        for (String result : List.of("busy", "memfault")) {
            Manner manner = new Manner(Manner.NO_BUG, Map.of("A@P0", result), "", EnumSet.noneOf(Event.class));
            Findings findings = Findings.of("finally#1");
            new Exhaustive(new Alike(Judge.of(scene.world()), "finally#1", manner), Limits.NONE, findings).search();
            Shrunk shrunk = new Shrinker(model, Shrinker.Settings.DEFAULT)
                    .shrink(Refutation.parse(TWO_RESULTS), findings.find("finally#1"));
            assertThat(shrunk.text().contains("fault x")).as(shrunk.text()).isEqualTo(result.equals("busy"));
            assertThat(shrunk.text().contains("convert x")).as(shrunk.text()).isEqualTo(result.equals("memfault"));
        }
    }

    @Test
    void ofAClaimOnlyThePartIsLeftThatIsBroken() {
        Shrunk shrunk = shrink("""
                TDX parts
                { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; sept(y) = pending; }
                 P0         | P1          ;
                 A: fault x | B: accept y ;
                never (sept(x) = blocked)
                never (sept(x) = mapped \\/ sept(y) = mapped)
                finally (A = ok /\\ sept(x) = free)
                """, "never#2");
        assertThat(shrunk.text()).endsWith("""
                { slot 1 = 0x100+2 gmem; x = 0x100; y = x[1]; sept(y) = pending; }
                 P1          ;
                 B: accept y ;
                never (sept(y) = mapped)
                expect kvm-6.19: refuted never#1
                """);
        assertThat(shrunk.removed()).isEqualTo(new ScenarioSize(1, 1, 6, 0, 0, 2));
    }

    static Shrunk shrink(String text, String rule) {
        KernelModel model = KernelModel.of(KernelVariant.NEWEST);
        Scene scene = Scene.of("shrink", text, model);
        Finding finding = new Explorer(scene::world, Explorer.Settings.DEFAULT.withWanted(rule))
                .explore()
                .finding()
                .orElseThrow();
        return new Shrinker(model, Shrinker.Settings.DEFAULT).shrink(Refutation.parse(text), finding);
    }

    @Test
    void withoutABudgetOnlyDeliveriesGo() {
        Refutation refutation = Refutation.of("races/06-lost-host-priority", "seed-2024");
        Shrinker.Settings none = new Shrinker.Settings(Limits.NONE.withStates(0), 100_000);
        Shrunk shrunk =
                new Shrinker(refutation.model(), none).shrink(refutation.read().tree(), refutation.finding());
        assertThat(shrunk.isMinimal()).isFalse();
        assertThat(shrunk.isShortest()).isFalse();
        assertThat(shrunk.removed()).isEqualTo(new ScenarioSize(0, 0, 0, 0, 0, 0));
        assertThat(shrunk.finding().schedule().size())
                .isLessThan(shrunk.deliveriesBefore())
                .isLessThanOrEqualTo(110);
        breaks(Scene.of("none", shrunk.text(), refutation.model()), shrunk.finding());
    }

    @Test
    void deliveriesThatAreNotNeededGoFromAnyRule() {
        Refutation refutation = Refutation.of("races/13-remove-before-kick", "kvm-6.19 + b33-track-no-kick");
        Finding fewer =
                new FewerDeliveries(Judge.of(refutation.world()), 100_000, Limits.NONE).of(refutation.finding());
        assertThat(fewer.schedule().size()).isEqualTo(30);
        assertThat(refutation.finding().schedule().size()).isGreaterThan(30);
        Scene scene = new Scene("fewer", refutation.read().resolved().orElseThrow(), refutation.model());
        breaks(scene, fewer);
        Finding none = new FewerDeliveries(Judge.of(refutation.world()), 0, Limits.NONE).of(refutation.finding());
        breaks(scene, none);
    }

    /** Another schedule is of use where less of it breaks the rule, and only there. */
    @Test
    void theLessOfTwoSchedulesIsTaken() {
        Refutation refutation = Refutation.of("races/13-remove-before-kick", "kvm-6.19 + b33-track-no-kick");
        Finding found = refutation.finding();
        Finding shortest = new Shortest(Judge.of(refutation.world()), Limits.NONE)
                .breach(found.rule().name())
                .orElseThrow();
        assertThat(lessOf(refutation, found, shortest.schedule())).isEqualTo(shortest);
        assertThat(lessOf(refutation, shortest, found.schedule())).isEqualTo(shortest);
    }

    private static Finding lessOf(Refutation refutation, Finding finding, Schedule other) {
        return new FewerDeliveries(Judge.of(refutation.world()), 0, Limits.NONE).of(finding, other);
    }

    @Test
    void aTrapThatIsTooLargeLeavesALivelockAsItIs() {
        Refutation refutation = Refutation.of("races/b14-seq-as-int", "kvm-6.19 + b14-seq-as-int");
        Judge judge = Judge.of(refutation.world());
        Finding known = new FewerDeliveries(judge, 100_000, Limits.NONE.withStates(1)).of(refutation.finding());
        assertThat(known).isSameAs(refutation.finding());
    }

    @Test
    void whoeverWatchesCanEndIt() {
        Refutation refutation = Refutation.of("races/05-block-vs-accept", "seed-2024");
        Limits stopped = Limits.NONE.withWatch((states, transitions, depth) -> SearchEnd.TIME);
        Shrunk shrunk = new Shrinker(refutation.model(), new Shrinker.Settings(stopped, Long.MAX_VALUE))
                .shrink(refutation.read().tree(), refutation.finding());
        assertThat(shrunk.isMinimal()).isFalse();
        assertThat(shrunk.removed()).isEqualTo(new ScenarioSize(0, 0, 0, 0, 0, 0));
    }

    @Test
    void whatIsVacuousCannotBeShown() {
        assertThatThrownBy(() -> shrink("""
                TDX vacuous
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         ;
                 A: fault x ;
                sometimes (A = memfault)
                """, "sometimes#1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoeverWatchesCanEndWhatLeavesDeliveriesOut() {
        Refutation refutation = Refutation.of("races/13-remove-before-kick", "kvm-6.19 + b33-track-no-kick");
        Limits stopped = Limits.NONE.withWatch((states, transitions, depth) -> SearchEnd.INTERRUPTED);
        Finding same = new FewerDeliveries(Judge.of(refutation.world()), 100_000, stopped).of(refutation.finding());
        assertThat(same).isEqualTo(refutation.finding());
    }
}
