package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.core.addr.Level;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.Action.Alias;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.Injection;
import dev.seamstress.scenario.plan.NamedGfn;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.OperationRef;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Slot;
import dev.seamstress.scenario.plan.StateRef;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.plan.VmSettings;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.EventKind;
import dev.seamstress.scenario.words.Leaf;
import dev.seamstress.scenario.words.OnFault;
import dev.seamstress.scenario.words.Outcome;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.scenario.words.Relation;
import dev.seamstress.scenario.words.RetryWhy;
import dev.seamstress.scenario.words.SlotFlag;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.scenario.words.VmKind;
import dev.seamstress.scenario.words.When;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: nothing is left to look up in a resolved scenario. Method: small scenarios, each part compared as a value. */
class ResolvedScenarioTest {
    private static final GfnRange X = GfnRange.of(0x100, 1);
    private static final ColumnId P0 = ColumnId.vcpu(0);
    private static final ColumnId VMM = new ColumnId(ColumnKind.VMM, 0);

    private static ResolvedScenario resolve(String text) {
        ReadResult result = Corpus.read(text);
        assertThat(result.problems().render()).isEqualTo("0 errors\n");
        return result.resolved().orElseThrow();
    }

    private static ResolvedScenario script(String header, String row) {
        return resolve("TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n" + header + " ;\n" + row + " ;\n");
    }

    private static Action action(String kind, String operation) {
        ResolvedScenario scenario = script(kind, operation);
        return scenario.columns().get(0).operations().get(0).action();
    }

    private static Condition condition(String claim) {
        ResolvedScenario scenario = resolve("TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n"
                + " P0 | P[1..2] | VMM ;\n A: accept x | B: load | D: delslot 1 ;\n" + claim + "\n");
        return scenario.claims().get(0).condition();
    }

    @Test
    void everythingHasADefault() {
        ResolvedScenario scenario = script(" P0", " load");
        assertThat(scenario.title().name()).isEqualTo("t");
        assertThat(scenario.title().doc()).isNull();
        assertThat(scenario.vm())
                .isEqualTo(new VmSettings(
                        VmKind.TDX,
                        "1.5.01",
                        VmSettings.Timers.NEVER,
                        new VmSettings.TdSettings(
                                VmSettings.ZeroStep.OFF,
                                VmSettings.VeOnPending.DISABLED,
                                VmSettings.State.RUNNABLE,
                                Gpaw.BITS_48),
                        List.of(0)));
        assertThat(scenario.targets()).containsExactly(new Target("kvm-6.19", List.of(), Verdict.PROVED, null));
        assertThat(scenario.columns().get(0).onFault()).isEqualTo(OnFault.STOP);
    }

    @Test
    void rangedColumnsAreExpandedWithMePutIn() {
        ResolvedScenario scenario = script(" P[1..2] | VMM", " A: fault x[me*2] | wait A[2]");
        assertThat(scenario.columns())
                .extracting(ColumnScript::id)
                .containsExactly(ColumnId.vcpu(1), ColumnId.vcpu(2), VMM);
        Operation second = scenario.columns().get(1).operations().get(0);
        assertThat(second)
                .isEqualTo(new Operation(
                        new OperationRef(ColumnId.vcpu(2), 0),
                        0,
                        "A",
                        new Action.Access(Verb.FAULT, new Gfn(0x104), Alias.PRIVATE),
                        List.of(),
                        "fault x[4]"));
        assertThat(scenario.column(VMM).operations().get(0).action())
                .isEqualTo(new Action.Wait(List.of(new OperationRef(ColumnId.vcpu(2), 0))));
        assertThat(scenario.operation(new OperationRef(ColumnId.vcpu(2), 0))).isSameAs(second);
        assertThat(scenario.vm().vcpus()).containsExactly(0, 1, 2);
    }

    @Test
    void emptyCellsAreFreeAndIndicesCountOperations() {
        ResolvedScenario scenario = resolve("""
                TDX t
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0          | VMM          ;
                 A: accept x |              ;
                             | D: delslot 1 ;
                 B: read x   | wait B       ;
                """);
        assertThat(scenario.column(P0).operations()).extracting(Operation::row).containsExactly(0, 2);
        assertThat(scenario.column(VMM).operations()).extracting(Operation::row).containsExactly(1, 2);
        assertThat(scenario.column(VMM).operations().get(1).action())
                .isEqualTo(new Action.Wait(List.of(new OperationRef(P0, 1))));
    }

    @Test
    void everyOperationBecomesItsAction() {
        GfnRange two = GfnRange.of(0x100, 2);
        assertThat(action(" P0", "read x[1] shared"))
                .isEqualTo(new Action.Access(Verb.READ, new Gfn(0x101), Alias.SHARED));
        assertThat(action(" P0", "accept 2M 2M")).isEqualTo(new Action.Accept(new Gfn(512), Level.PG_2M));
        assertThat(action(" P0", "mapgpa x+2 to shared"))
                .isEqualTo(new Action.SetAlias(Verb.MAPGPA, two, Alias.SHARED));
        assertThat(action(" P0", "enter")).isEqualTo(new Action.Bare(Verb.ENTER));
        assertThat(action(" VMM", "addslot 2 = 1G+2M thp gmem"))
                .isEqualTo(new Action.AddSlot(
                        new Slot(2, GfnRange.of(0x40000, 512), List.of(SlotFlag.GMEM, SlotFlag.THP))));
        assertThat(action(" VMM", "getdirty 1")).isEqualTo(new Action.SlotOp(Verb.GETDIRTY, 1));
        assertThat(action(" VMM", "moveslot 1 to 2M")).isEqualTo(new Action.MoveSlot(1, new Gfn(512)));
        assertThat(action(" VMM", "dirtylog 1 on")).isEqualTo(new Action.DirtyLog(1, Action.OnOff.ON));
        assertThat(action(" VMM", "prefault x+2")).isEqualTo(new Action.Prefault(two, 0));
        assertThat(action(" VMM", "initmem x+2 extend via P3"))
                .isEqualTo(new Action.InitMem(two, 3, Action.Measure.EXTEND));
        assertThat(action(" GMEM", "punch x+2")).isEqualTo(new Action.RangeOp(Verb.PUNCH, two));
        assertThat(action(" HOSTMM", "kick P2")).isEqualTo(new Action.VcpuOp(Verb.KICK, 2));
        assertThat(action(" P0", "at 3us")).isEqualTo(new Action.AtTime(3000));
        assertThat(action(" P0", "on P0 busy aug(x) by accept nth 2"))
                .isEqualTo(new Action.OnEvent(
                        new EventPattern(P0, EventKind.BUSY, Leaf.AUG, null, X, new EventPattern.By(Leaf.ACCEPT, null)),
                        2));
        assertThat(action(" P0", "repeat 3 { load, loop { accept x } until {ok, already} }"))
                .isEqualTo(new Action.Repeat(
                        3,
                        List.of(
                                new Action.Bare(Verb.LOAD),
                                new Action.Loop(
                                        List.of(new Action.Accept(new Gfn(0x100), Level.PG_4K)),
                                        List.of("ok", "already")))));
    }

    @Test
    void announcedResultsLetTheColumnGoOn() {
        Operation operation = script(" P0", " A: accept x => {busy, already}")
                .columns()
                .get(0)
                .operations()
                .get(0);
        assertThat(operation.goesOnAfter("busy")).isTrue();
        assertThat(operation.goesOnAfter("ok")).isTrue();
        assertThat(operation.goesOnAfter("memfault")).isFalse();
        assertThat(operation.allows("ok")).isFalse();
        assertThat(operation.allows("notrun")).isTrue();
    }

    @Test
    void conditionsKnowWhatTheyAreAbout() {
        StateRef sept = new StateRef(StateTerm.SEPT, GfnRange.of(0x100, 8), Level.PG_2M, 0, null);
        assertThat(condition("never (sept(x+8,2M) in {table, free})"))
                .isEqualTo(new Condition.StateIs(sept, Relation.EQ, List.of(StateWord.TABLE, StateWord.FREE)));
        assertThat(condition("always (2 >= refs(mirror))"))
                .isEqualTo(new Condition.StateNumber(
                        new StateRef(StateTerm.REFS, null, Level.PG_4K, 0, StateTerm.MIRROR), Relation.LE, 2));
        assertThat(condition("finally (A != ok)"))
                .isEqualTo(new Condition.ResultIs(List.of(new OperationRef(P0, 0)), Relation.NE, List.of("ok")));
        assertThat(condition("finally (B = ok)"))
                .isEqualTo(new Condition.ResultIs(
                        List.of(new OperationRef(ColumnId.vcpu(1), 0), new OperationRef(ColumnId.vcpu(2), 0)),
                        Relation.EQ,
                        List.of("ok")));
        assertThat(condition("always (mirror = sept)")).isEqualTo(new Condition.TreesAgree(null, Relation.EQ));
        assertThat(condition("always (sept(x) = mirror(x))")).isEqualTo(new Condition.TreesAgree(X, Relation.EQ));
        assertThat(condition("never (pfn(x) != backing(x))"))
                .isEqualTo(new Condition.SamePage(StateTerm.PFN, X, Relation.NE, StateTerm.BACKING, X));
        assertThat(condition("never (~bug_on /\\ (seen(retry lost) \\/ #kick in {1, 2}))"))
                .isEqualTo(new Condition.And(List.of(
                        new Condition.Not(new Condition.StateIs(
                                new StateRef(StateTerm.BUG_ON, null, Level.PG_4K, 0, null),
                                Relation.EQ,
                                List.of(StateWord.TRUE))),
                        new Condition.Or(List.of(
                                new Condition.Seen(
                                        new EventPattern(null, EventKind.RETRY, null, RetryWhy.LOST, null, null)),
                                new Condition.Or(List.of(count(1), count(2))))))));
    }

    private static Condition count(int value) {
        return new Condition.EventCount(
                new EventPattern(null, EventKind.KICK, null, null, null, null), Relation.EQ, value);
    }

    @Test
    void claimsAreNumberedByTheirKind() {
        ResolvedScenario scenario = resolve("""
                TDX t
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0 ;
                 load ;
                never at rest ((bug_on))
                ~exists (vmdead)
                order (block(x) -> track)
                expect kvm-6.19 + b33-track-no-kick: refuted never#2
                """);
        assertThat(scenario.claims()).extracting(ResolvedClaim::name).containsExactly("never#1", "never#2", "order#1");
        assertThat(scenario.claims().get(0).scope()).isEqualTo(ResolvedClaim.Scope.AT_REST);
        assertThat(scenario.claims().get(0).text()).isEqualTo("never at rest (bug_on)");
        assertThat(scenario.claims().get(2))
                .isEqualTo(new ResolvedClaim(
                        Quantifier.ORDER,
                        1,
                        ResolvedClaim.Scope.EVERYWHERE,
                        null,
                        List.of(
                                new EventPattern(null, EventKind.LEAF, Leaf.BLOCK, null, X, null),
                                new EventPattern(null, EventKind.LEAF, Leaf.TRACK, null, null, null)),
                        "order (block(x) -> track)"));
        assertThat(scenario.targets())
                .containsExactly(
                        new Target("kvm-6.19", List.of(), Verdict.PROVED, null),
                        new Target("kvm-6.19", List.of("b33-track-no-kick"), Verdict.REFUTED, "never#2"));
    }

    @Test
    void factsAndInjectionsAreNumbers() {
        ResolvedScenario scenario = resolve("""
                TDX t
                mutate = no-zap-sync
                onfault = convert
                { slot 1 = 0x100+8 gmem; x = 0x100; y = x[7]; mirror(x,2M) = table;
                  attr(y) = shared; direct(y) = readonly;
                  vcpu(P2) = created; zerostep(P1) = 6; onfault(P1) = rerun; seq = far; #roots(direct) = 1;
                  inject busy P0 aug(x+2) nth 3; inject error vp_create any; }
                 P0 ;
                 load ;
                """);
        assertThat(scenario.start().slots())
                .containsExactly(new Slot(1, GfnRange.of(0x100, 8), List.of(SlotFlag.GMEM)));
        assertThat(scenario.start().names())
                .containsExactly(new NamedGfn("x", new Gfn(0x100)), new NamedGfn("y", new Gfn(0x107)));
        GfnRange y = GfnRange.of(0x107, 1);
        assertThat(scenario.start().facts())
                .containsExactly(
                        new Fact.Entry(StateTerm.MIRROR, X, Level.PG_2M, StateWord.TABLE),
                        new Fact.Attribute(y, Alias.SHARED),
                        new Fact.Entry(StateTerm.DIRECT, y, Level.PG_4K, StateWord.READONLY),
                        new Fact.VcpuState(2, StateWord.CREATED),
                        new Fact.ZeroStep(1, 6),
                        new Fact.Counter(Fact.Edge.SEQ_FAR),
                        new Fact.Roots(StateTerm.DIRECT, 1));
        assertThat(scenario.start().injections())
                .containsExactly(
                        new Injection(Outcome.BUSY, P0, Leaf.AUG, GfnRange.of(0x100, 2), When.NTH, 3),
                        new Injection(Outcome.ERROR, null, Leaf.VP_CREATE, null, When.ANY, 0));
        assertThat(scenario.vm().td().zeroStep()).isEqualTo(VmSettings.ZeroStep.LIVE);
        assertThat(scenario.vm().vcpus()).containsExactly(0, 1, 2);
        assertThat(scenario.columns().get(0).onFault()).isEqualTo(OnFault.CONVERT);
        assertThat(scenario.targets())
                .containsExactly(new Target("kvm-6.19", List.of("no-zap-sync"), Verdict.PROVED, null));
    }

    @Test
    void symmetricVcpusAreThoseThatNothingNames() {
        String rows = " load | ;\n";
        String text = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P[0..3] | VMM ;\n" + rows;
        assertThat(symmetry(text)).containsExactly(0, 0, 0, 0, -1);
        assertThat(symmetry(text + "never (tlb(P2,x) = private)\n")).containsExactly(0, 0, -1, 0, -1);
        assertThat(symmetry(text.replace("load |", "load | signal P1"))).containsExactly(0, -1, 0, 0, -1);
        assertThat(symmetry(text.replace("load |", "fault x[me] |"))).containsExactly(-1, -1, -1, -1, -1);
        assertThat(symmetry(text.replace("x = 0x100;", "x = 0x100; onfault(P3) = rerun;")))
                .containsExactly(0, 0, 0, -1, -1);
    }

    private static List<Integer> symmetry(String text) {
        return resolve(text).columns().stream().map(ColumnScript::symmetry).toList();
    }

    @Test
    void mentionedGfnsAreMergedRanges() {
        ResolvedScenario scenario = resolve("""
                TDX t
                { slot 1 = 0x100+64 gmem; x = 0x100; sept(x[1]) = mapped; }
                 P0            | VMM                               ;
                 read x[8]     | repeat 2 { punch x+4, punch x[2] } ;
                 on aug(x[20]) | seamcall mem.track                 ;
                never (mirror(x[9]+2) = frozen /\\ seen(zap(x[30])) /\\ ~(#P0 aug(x[9]) = 1))
                """);
        assertThat(scenario.gfns())
                .containsExactly(
                        GfnRange.of(0x100, 4), GfnRange.of(0x108, 3), GfnRange.of(0x114, 1), GfnRange.of(0x11e, 1));
        ResolvedClaim claim = scenario.claims().get(0);
        assertThat(claim.gfns()).containsExactly(GfnRange.of(0x109, 2), GfnRange.of(0x11e, 1));
        assertThat(claim.counted())
                .containsExactly(
                        new EventPattern(null, EventKind.ZAP, null, null, GfnRange.of(0x11e, 1), null),
                        new EventPattern(P0, EventKind.LEAF, Leaf.AUG, null, GfnRange.of(0x109, 1), null));
        assertThat(scenario.hasSeamcall()).isTrue();
        assertThat(script(" P0", " load").hasSeamcall()).isFalse();
    }

    @Test
    void everyKindOfWordCanBeRefused() {
        String text = """
                TDX t
                mutate = b29-no-rollback, no-local-retry
                timers = any
                onfault = convert
                td { zerostep; state = initialized; }
                { slot 1 = 0x100+8 thp readonly gmem;
                  x = 0x100;
                  vcpu(P1) = created;
                  seq = far;
                  inject busy aug(x) once;
                }
                 P0     | P1   ;
                 load   | load ;
                never (mirror(x) = none /\\ ~(tlb(P0,x) = private))
                sometimes (vmdead)
                """;
        ReadResult result = ScenarioReader.read(
                "t.tdx", text.getBytes(java.nio.charset.StandardCharsets.UTF_8), TestNames.FIRST_VERSION);
        assertThat(result.problems().list())
                .extracting(problem -> problem.at() + " " + problem.message().replace("not modelled yet: ", ""))
                .containsExactly(
                        "2:10 b29-no-rollback",
                        "2:27 no-local-retry",
                        "3:10 timers = any",
                        "4:11 onfault = convert",
                        "5:6 zerostep",
                        "5:24 state = initialized",
                        "6:20 thp",
                        "6:24 readonly in a TD",
                        "8:3 vcpu = created",
                        "9:3 seq = far",
                        "10:3 inject aug",
                        "14:30 tlb",
                        "15:12 vmdead");
    }

    @Test
    void wordsThatCannotBeRunYetAreNamed() {
        ReadResult result = ScenarioReader.read(
                "t.tdx",
                ("TDX t\nmodule = dpamt\ntd { huge; }\n{ slot 1 = 0x100+8 gmem; }\n"
                                + " P0 | VMM ;\n cpu 1 | zapfast ;\n load | zapfast ;\n")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                TestNames.FIRST_VERSION);
        assertThat(result.problems().render()).isEqualTo("""
                t.tdx:2:10: error: not modelled yet: dpamt
                module = dpamt
                         ^^^^^
                t.tdx:3:6: error: not modelled yet: huge
                td { huge; }
                     ^^^^
                t.tdx:5:7: error: not modelled yet: VMM
                 P0 | VMM ;
                      ^^^
                t.tdx:6:2: error: not modelled yet: cpu
                 cpu 1 | zapfast ;
                 ^^^
                t.tdx:6:10: error: not modelled yet: zapfast
                 cpu 1 | zapfast ;
                         ^^^^^^^
                5 errors
                """);
        assertThat(result.problems().isOnlyNotModelled()).isTrue();
        assertThat(result.problems().notModelled()).containsExactly("dpamt", "huge", "VMM", "cpu", "zapfast");
        assertThat(result.isRight()).isTrue();
        assertThat(result.isGood()).isFalse();
    }
}
