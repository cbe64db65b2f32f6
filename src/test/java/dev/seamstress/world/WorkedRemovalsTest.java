package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.mmu.RootTypes;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.vm.VcpuRequest;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: pages that are taken from a TD while something stands against it are taken as was worked out by hand. Method:
 * runs in which one thread may get far while the others stand still; where a run must be a certain one, seeds are tried
 * until it is.
 */
@Tag("once")
class WorkedRemovalsTest {
    private static final int SEEDS = 200;
    private static final long X = 0x100;
    private static final long Y = X + 1;
    private static final int P0 = 0;
    private static final int VMM = 1;

    // What is watched after each step.
    private static final int FLAG = 0;
    private static final int SRCU = 1;
    /** Above that: inside since before somebody began to wait. */
    private static final long INSIDE = 1;

    /** P0 faults at x again and again, seven times at one RIP; then its entries hold the whole secure EPT. */
    private static final String STUCK = """
            TDX stuck
            {
              slot 1 = 0x100+8 gmem; x = 0x100; y = x[1];
              attr(x) = shared; sept(y) = mapped; onfault(P0) = rerun; zerostep(P0) = 6;
            }
             P0         | VMM                  ;
             A: fault x | on P0 memfault       ;
                        | punch y              ;
                        | convert x to private ;
            """;

    private static ToldRun run(Scene scene, long seed) {
        return new ToldRun(
                scene,
                new StubbornWalk(seed),
                r -> r.engine.peek(r.world.kvm().words().waitForSeptZap()),
                r -> r.engine.peek(r.world.kvm().vcpu(P0).words().srcuReaders()));
    }

    private static ToldRun runWhere(Scene scene, Predicate<ToldRun> isIt) {
        for (long seed = 0; seed < 20_000; seed++) {
            ToldRun run = run(scene, seed);
            if (isIt.test(run)) {
                return run;
            }
        }
        throw new AssertionError("no seed of " + scene + " shows it");
    }

    private static Predicate<Told> isBusy(Leaf leaf) {
        return t -> t.is(Event.SEAMCALL_BUSY) && CallName.leaf(t.a()) == leaf;
    }

    private static boolean isKicked(Told t) {
        return t.is(Event.KICK_DONE, VMM) && t.a() == VcpuRequest.OUTSIDE_GUEST_MODE.ordinal();
    }

    private static boolean isAsked(Told t) {
        return t.is(Event.REQUEST_MADE, VMM) && t.a() == VcpuRequest.OUTSIDE_GUEST_MODE.ordinal();
    }

    // TV4.

    @Test
    void aStuckVcpuIsKeptOutWhileTheHoleIsPunched() {
        ToldRun run = runWhere(Scene.of("stuck", STUCK), r -> r.count(isBusy(Leaf.TDH_MEM_RANGE_BLOCK)) > 0);
        int[] at = run.inOrder(
                isBusy(Leaf.TDH_MEM_RANGE_BLOCK),
                WorkedRemovalsTest::isAsked,
                WorkedRemovalsTest::isKicked,
                t -> t.isBegun(Leaf.TDH_MEM_RANGE_BLOCK),
                t -> t.isGood(Leaf.TDH_MEM_RANGE_BLOCK),
                t -> t.isGood(Leaf.TDH_MEM_TRACK),
                WorkedRemovalsTest::isKicked,
                t -> t.isGood(Leaf.TDH_MEM_PAGE_REMOVE));
        assertThat(run.after(run.told.get(at[0]).step(), FLAG)).isZero();
        assertThat(run.after(run.told.get(at[1]).step(), FLAG)).isEqualTo(1);
        assertThat(run.after(run.told.get(at[4]).step(), FLAG)).isEqualTo(1);
        assertThat(run.after(run.told.get(at[7]).step(), FLAG)).isZero();
        assertThat(run.told.subList(at[2], at[4]))
                .as("nobody enters until the second BLOCK is over")
                .noneMatch(t -> t.isBegun(Leaf.TDH_VP_ENTER));
        assertThat(run.count(Event.BUG_ON)).isZero();
        assertThat(run.tdx().state(0, Y)).isEqualTo(SeptState.FREE);
        assertThat(run.mirror(1, Y)).isEqualTo(Spte.NONPRESENT);
    }

    @Test
    void noCallOfTheZapIsMadeAThirdTime() {
        Scene scene = Scene.of("stuck", STUCK);
        for (long seed = 0; seed < SEEDS; seed++) {
            ToldRun run = run(scene, seed);
            for (Leaf leaf : List.of(Leaf.TDH_MEM_RANGE_BLOCK, Leaf.TDH_MEM_TRACK, Leaf.TDH_MEM_PAGE_REMOVE)) {
                long busy = run.count(isBusy(leaf));
                assertThat(busy).as("%s", leaf).isLessThanOrEqualTo(1);
                assertThat(run.count(t -> t.isBegun(leaf))).as("%s", leaf).isEqualTo(1 + busy);
            }
        }
    }

    @Test
    void aFlagThatIsClearedTooEarlyLetsTheVcpuInAgain() {
        KernelModel planted = KernelModel.of(KernelVariant.NEWEST, List.of("b35-flag-cleared-early"));
        ToldRun run = runWhere(Scene.of("stuck", STUCK, planted), r -> r.count(isBusy(Leaf.TDH_MEM_RANGE_BLOCK)) > 1);
        int[] at = run.inOrder(
                isBusy(Leaf.TDH_MEM_RANGE_BLOCK),
                WorkedRemovalsTest::isKicked,
                t -> t.isBegun(Leaf.TDH_VP_ENTER),
                isBusy(Leaf.TDH_MEM_RANGE_BLOCK),
                t -> t.is(Event.BUG_ON, VMM));
        assertThat(run.told.get(at[4]).a()).isEqualTo(BugOn.RANGE_BLOCK.ordinal());
        assertThat(run.count(Event.VM_DEAD)).isEqualTo(1);
    }

    // TV5.

    /** There is another page in the slot, so that the deleter has something to take out. */
    private static final String DELETED = """
            TDX deleted { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; sept(y) = mapped; }
             P0                            | VMM       ;
             read x => {memfault, pending} | delslot 1 ;
            """;

    /** The guest faults again while the slot is invalid, and once more when it is gone. */
    @Test
    void theLoopLeavesWhereTheSlotIsInvalidAndTheDeleterGoesOn() {
        ToldRun run = runWhere(
                Scene.of("deleted", DELETED, KernelVariant.KVM_6_18),
                r -> isMetBeforeTheZap(r) && r.count(WorkedRemovalsTest::isInvalid) > 1);
        int[] at = run.inOrder(
                t -> t.is(Event.MEMSLOT_PUBLISHED, VMM),
                WorkedRemovalsTest::isInvalid,
                t -> t.is(Event.ZAP_BEGIN, VMM),
                t -> t.isGood(Leaf.TDH_MEM_PAGE_REMOVE),
                t -> t.is(Event.ZAP_END, VMM),
                t -> t.is(Event.MEMSLOT_PUBLISHED, VMM),
                t -> t.is(Event.MEMORY_FAULT, P0));
        int all = RootTypes.alsoInvalid(run.world.kvm(), RootTypes.DIRECT | RootTypes.MIRROR);
        assertThat(run.told.get(at[2]).d()).isEqualTo(all);
        assertThat(run.told.get(at[3]).b()).isEqualTo(Y);
        assertThat(run.told.get(at[6]).a()).isEqualTo(X);
        assertThat(run.count(t -> t.isBegun(Leaf.TDH_MEM_PAGE_AUG))).isZero();
        assertThat(run.mirror(1, Y)).isEqualTo(Spte.NONPRESENT);
        assertThat(run.tdx().state(0, Y)).isEqualTo(SeptState.FREE);
    }

    /** It is a reader since before the deleter began to wait; one that came later is not waited for. */
    @Test
    void nothingIsZappedBeforeTheLoopHasLeft() {
        ToldRun run = runWhere(
                Scene.of("deleted", DELETED, KernelVariant.KVM_6_18), r -> stepWhereAwaitedReaderMeetsInvalid(r) >= 0);
        int zap = run.told.get(run.first(0, t -> t.is(Event.ZAP_BEGIN, VMM))).step();
        assertThat(IntStream.range(stepWhereAwaitedReaderMeetsInvalid(run), zap))
                .as("steps with the vCPU outside")
                .anyMatch(step -> run.after(step, SRCU) == 0);
    }

    private static int stepWhereAwaitedReaderMeetsInvalid(ToldRun run) {
        return run.told.stream()
                .filter(t -> isInvalid(t) && run.after(t.step(), SRCU) > INSIDE)
                .mapToInt(Told::step)
                .findFirst()
                .orElse(-1);
    }

    private static boolean isMetBeforeTheZap(ToldRun run) {
        int zap = run.first(0, t -> t.is(Event.ZAP_BEGIN, VMM));
        int invalid = run.first(0, WorkedRemovalsTest::isInvalid);
        return invalid >= 0 && invalid < zap;
    }

    private static boolean isInvalid(Told t) {
        return t.is(Event.FAULT_RETRY, P0) && t.b() == RetryWhy.INVALID.ordinal();
    }

    // TV10.

    /** Pages go while the TD has its key; after that only tables are left, and the TDR. */
    @Test
    void noPageIsTakenAfterTheKeyIsFreed() {
        Scene scene = Scene.file("races/destroy-vs-punch", KernelModel.of(KernelVariant.NEWEST));
        for (long seed = 0; seed < SEEDS; seed++) {
            ToldRun run = new ToldRun(scene, new StubbornWalk(seed));
            int[] at = run.inOrder(
                    t -> t.isGood(Leaf.TDH_MEM_PAGE_REMOVE) && t.b() == X,
                    t -> t.isGood(Leaf.TDH_MNG_KEY_FREEID),
                    t -> t.isBegun(Leaf.TDH_PHYMEM_PAGE_RECLAIM));
            assertThat(run.told.subList(at[1], run.told.size())).noneMatch(t -> t.isBegun(Leaf.TDH_MEM_PAGE_REMOVE));
            assertThat(run.told.subList(0, at[1])).noneMatch(t -> t.isBegun(Leaf.TDH_PHYMEM_PAGE_RECLAIM));
            assertThat(run.count(t -> t.isGood(Leaf.TDH_PHYMEM_PAGE_RECLAIM)))
                    .as("three tables and the TDR")
                    .isEqualTo(4);
            assertThat(run.count(Event.BUG_ON)).isZero();
        }
    }

    @Test
    void whoeverTakesAPageTakesItInOrder() {
        Scene scene = Scene.of("closed", """
                TDX closed { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; sept(x) = mapped; sept(y) = pending; }
                 P0    | VMM                   | GMEM    ;
                 enter | punch x+2 => {ok, failed} | release ;
                """);
        for (long seed = 0; seed < SEEDS; seed++) {
            ToldRun run = run(scene, seed);
            for (long gfn : new long[] {X, Y}) {
                run.inOrder(
                        t -> t.is(Event.KVM_TDP_MMU_SPTE_CHANGED) && t.a() == gfn && t.d() == Spte.NONPRESENT,
                        t -> t.isGood(Leaf.TDH_MEM_RANGE_BLOCK) && t.b() == gfn,
                        t -> t.isGood(Leaf.TDH_MEM_TRACK),
                        t -> t.is(Event.KICK_DONE),
                        t -> t.isGood(Leaf.TDH_MEM_PAGE_REMOVE) && t.b() == gfn,
                        t -> t.isGood(Leaf.TDH_PHYMEM_PAGE_WBINVD),
                        t -> t.is(Event.PAGE_CLEARED));
                assertThat(run.tdx().state(0, gfn)).isEqualTo(SeptState.FREE);
            }
            assertThat(run.count(t -> t.isBegun(Leaf.TDH_MEM_PAGE_REMOVE)))
                    .as("nobody takes a page twice")
                    .isEqualTo(2 + run.count(isBusy(Leaf.TDH_MEM_PAGE_REMOVE)));
        }
    }
}
