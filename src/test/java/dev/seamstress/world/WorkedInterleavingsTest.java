package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.tdx.TdxView;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.engine.Engine;
import dev.seamstress.explore.HistorySearch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Goal: races that were worked out by hand from the kernel's and the module's sources come out as worked out. Method:
 * two hundred seeds, and all schedules; what a schedule must show is asserted event by event.
 */
class WorkedInterleavingsTest {
    private static final long EPT_VIOLATION = 48;
    private static final int SEEDS = 200;
    private static final long X = 0x100;
    private static final long LEAF_BITS = 0x8600000000000b37L;
    private static final int P0 = 0;
    private static final int P1 = 1;
    private static final int ROOT_LEVEL = 4;

    private static final Scene COLD = Scene.of("cold", """
            TDX cold { slot 1 = 0x100+8 gmem; x = 0x100; }
             P0      | P1      ;
             fault x | fault x ;
            """);

    /** What is watched: the host-priority bit and the mirror entry of x. */
    private static final int HOST_PRIORITY = 0;

    private static final int MIRROR = 1;

    private static ToldRun run(Scene scene, long seed) {
        return new ToldRun(scene, seed, run -> run.tdx().hasHostPriority(0, X) ? 1 : 0, run -> run.mirror(1, X));
    }

    private static TdxView tdx(World world, Engine engine) {
        return new TdxView(engine.memory(), world.tdxMemory().orElseThrow());
    }

    private static long mirror(World world, Engine engine, int level, long gfn) {
        return engine.peek(world.kvm().tables().word(world.kvm().firstMirrorRoot(), level, gfn));
    }

    private static int presentMirrorEntries(World world, Engine engine) {
        int present = 0;
        int root = world.kvm().firstMirrorRoot();
        for (int table = 0; table < world.kvm().tables().shape().tables(); table++) {
            for (int index = 0; index < MemoryMap.WORDS_PER_PAGE; index++) {
                long spte = engine.peek(MemoryMap.word(world.kvm().tables().page(root, table), index));
                assertThat(Spte.isFrozen(spte)).as("a FROZEN entry is left").isFalse();
                present += spte == Spte.NONPRESENT ? 0 : 1;
            }
        }
        return present;
    }

    private static long leaf(World world, long gfn) {
        return LEAF_BITS | world.kvm().hostPages().gmemPfn(gfn) << 12;
    }

    /** Three tables and one page, in both trees. */
    private static void assertMapped(World world, Engine engine) {
        for (int level = ROOT_LEVEL; level > 1; level--) {
            assertThat(Spte.isTable(mirror(world, engine, level, X), level)).isTrue();
            assertThat(tdx(world, engine).state(level - 1, X)).isEqualTo(SeptState.NL_MAPPED);
        }
        assertThat(mirror(world, engine, 1, X)).isEqualTo(leaf(world, X));
        assertThat(presentMirrorEntries(world, engine)).isEqualTo(4);
        assertThat(tdx(world, engine).state(0, X)).isEqualTo(SeptState.PENDING);
        assertThat(tdx(world, engine).pfn(0, X))
                .isEqualTo(world.kvm().hostPages().gmemPfn(X));
    }

    @Test
    void aColdFaultOfTwoVcpusEndsTheSameInEverySeed() {
        Set<RetryWhy> whys = EnumSet.noneOf(RetryWhy.class);
        long spurious = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            ToldRun run = run(COLD, seed);
            assertMapped(run.world, run.engine);
            assertThat(run.count(t -> t.isGood(Leaf.TDH_MEM_SEPT_ADD))).isEqualTo(3);
            assertThat(run.count(t -> t.isGood(Leaf.TDH_MEM_PAGE_AUG))).isEqualTo(1);
            assertThat(run.count(Event.KVM_TDP_MMU_SPTE_CHANGED)).isEqualTo(4);
            assertThat(run.count(Event.KVM_MMU_GET_PAGE)).isGreaterThanOrEqualTo(3);
            assertThat(run.count(Event.SPTE_ROLLED_BACK)).isZero();
            assertThat(run.count(Event.BUG_ON)).isZero();
            for (int vcpu : new int[] {P0, P1}) {
                assertRetriesAreLocal(run, vcpu);
            }
            run.told.stream()
                    .filter(t -> t.event() == Event.FAULT_RETRY)
                    .forEach(t -> whys.add(RetryWhy.values()[(int) t.b()]));
            spurious += run.count(t -> t.event() == Event.FAULT_DONE && t.b() == RetPf.SPURIOUS.ordinal());
        }
        assertThat(whys).containsExactlyInAnyOrder(RetryWhy.FROZEN, RetryWhy.LOST);
        assertThat(spurious).isPositive();
    }

    /** However often it retries: one exit, one kvm_page_fault, and an entry before and after. */
    private static void assertRetriesAreLocal(ToldRun run, int vcpu) {
        assertThat(run.count(t -> t.is(Event.KVM_EXIT, vcpu) && t.a() == EPT_VIOLATION))
                .isEqualTo(1);
        assertThat(run.count(t -> t.is(Event.KVM_PAGE_FAULT, vcpu))).isEqualTo(1);
        assertThat(run.count(t -> t.is(Event.KVM_ENTRY, vcpu))).isEqualTo(2);
        assertThat(run.count(t -> t.is(Event.KVM_MMU_SPTE_REQUESTED, vcpu)))
                .isEqualTo(1 + run.count(t -> t.is(Event.FAULT_RETRY, vcpu)));
    }

    @Test
    void aColdFaultOfTwoVcpusEndsTheSameInEverySchedule() {
        World world = COLD.world();
        List<Watches.Watch> watches = List.of(
                (actor, event, a, b, c, d) -> isGood(Leaf.TDH_MEM_SEPT_ADD, event, a, d),
                (actor, event, a, b, c, d) -> isGood(Leaf.TDH_MEM_PAGE_AUG, event, a, d),
                (actor, event, a, b, c, d) -> event == Event.KVM_TDP_MMU_SPTE_CHANGED,
                (actor, event, a, b, c, d) -> event == Event.KVM_MMU_GET_PAGE,
                (actor, event, a, b, c, d) -> event == Event.KVM_MMU_SET_SPTE);
        List<Long> getPages = new ArrayList<>();
        new HistorySearch(world.assembly(), watches).search((engine, counts) -> {
            assertMapped(world, engine);
            assertThat(counts).startsWith(3, 1, 4).endsWith(1);
            getPages.add(counts[3]);
        });
        // Of two vCPUs that find no table, one links its own; the other has taken one in vain.
        assertThat(getPages).containsExactlyInAnyOrder(3L, 4L, 5L, 6L);
    }

    private static boolean isGood(Leaf leaf, Event event, long call, long status) {
        return event == Event.SEAMCALL_DONE && CallName.leaf(call) == leaf && status == 0;
    }

    @Test
    void theNextPageOfTheRegionNeedsNoTable() {
        Scene scene = Scene.of("next-page", """
                TDX next-page { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         | P1      ;
                 fault x    | fault x ;
                 fault x[1] |         ;
                """);
        for (long seed = 0; seed < SEEDS; seed++) {
            ToldRun run = run(scene, seed);
            int begin = run.first(0, t -> t.is(Event.OPERATION_BEGIN, P0) && t.a() == 1);
            List<Told> second = run.told.subList(begin, run.told.size());
            assertThat(second)
                    .noneMatch(t -> t.event() == Event.SEAMCALL_BEGIN
                            && CallName.leaf(t.a()) == Leaf.TDH_MEM_SEPT_ADD
                            && CallName.lp(t.a()) == P0);
            assertThat(second.stream().filter(t -> t.isGood(Leaf.TDH_MEM_PAGE_AUG) && CallName.lp(t.a()) == P0))
                    .hasSize(1);
            assertThat(mirror(run.world, run.engine, 1, X + 1)).isEqualTo(leaf(run.world, X + 1));
        }
    }

    private static boolean isRefusedByAccept(Told t) {
        return t.event() == Event.SEAMCALL_BUSY
                && CallName.leaf(t.a()) == Leaf.TDH_MEM_PAGE_AUG
                && CallName.isCall(t.d())
                && CallName.leaf(t.d()) == Leaf.TDG_MEM_PAGE_ACCEPT;
    }

    /** P0 accepts and holds the entry, P1's AUG is refused, and P0's ACCEPT finds nothing there and exits. */
    private static ToldRun refusedRun() {
        Scene scene = Scene.first("10-busy-from-accept");
        for (long seed = 0; seed < 5_000; seed++) {
            ToldRun run = run(scene, seed);
            int busy = run.first(0, WorkedInterleavingsTest::isRefusedByAccept);
            int accepted = busy < 0 ? -1 : run.first(busy, t -> t.isDone(Leaf.TDG_MEM_PAGE_ACCEPT));
            int augmented = busy < 0 ? -1 : run.first(busy, t -> t.isGood(Leaf.TDH_MEM_PAGE_AUG));
            if (accepted >= 0
                    && accepted < augmented
                    && CallName.lp(run.told.get(augmented).a()) == P1) {
                return run;
            }
        }
        throw new AssertionError("no seed shows an AUG that an ACCEPT refuses");
    }

    @Test
    void anAugThatMeetsAnAcceptIsRolledBackAndTriedAgain() {
        ToldRun run = refusedRun();
        List<Told> told = run.told;
        int busy = run.first(0, WorkedInterleavingsTest::isRefusedByAccept);
        int busyStep = told.get(busy).step();
        assertThat(CallName.lp(told.get(busy).a())).isEqualTo(P1);
        assertThat(CallName.lp(told.get(busy).d())).isEqualTo(P0);
        assertThat(TdxStatus.OPERAND_BUSY.is(told.get(busy).c())).isTrue();
        assertThat(run.after(busyStep - 1, HOST_PRIORITY)).isZero();
        assertThat(run.after(busyStep, HOST_PRIORITY)).isEqualTo(1);
        assertThat(Spte.isFrozen(run.after(busyStep, MIRROR))).isTrue();

        int rolledBack = run.first(busy, t -> t.is(Event.SPTE_ROLLED_BACK, P1));
        assertThat(told.get(rolledBack).c()).isEqualTo(Spte.NONPRESENT);
        assertThat(run.after(told.get(rolledBack).step(), MIRROR)).isEqualTo(Spte.NONPRESENT);
        int frozen = run.first(0, t -> t.is(Event.SPTE_FROZEN, P1));
        assertThat(told.subList(frozen, rolledBack))
                .noneMatch(t -> t.event() == Event.KVM_TDP_MMU_SPTE_CHANGED || t.event() == Event.KVM_MMU_SET_SPTE);
        Told retry = told.get(run.first(rolledBack, t -> t.is(Event.FAULT_RETRY, P1)));
        assertThat(retry.b()).isEqualTo(RetryWhy.BUSY.ordinal());

        int exit = run.first(busy, t -> t.isDone(Leaf.TDG_MEM_PAGE_ACCEPT));
        assertThat(told.get(exit).d()).isEqualTo(TdxStatus.EXIT_EPT_VIOLATION);
        Told left = told.get(run.first(exit, t -> t.is(Event.KVM_EXIT, P0)));
        assertThat(left.a()).as("exit reason EPT_VIOLATION").isEqualTo(48);
        assertThat(left.c()).as("exit qualification type ACCEPT").isEqualTo(1);

        int second = run.first(busy + 1, t -> t.isGood(Leaf.TDH_MEM_PAGE_AUG));
        int secondStep = told.get(second).step();
        assertThat(CallName.lp(told.get(second).a())).isEqualTo(P1);
        assertThat(run.after(secondStep, HOST_PRIORITY)).isZero();
        assertThat(run.atTheEnd(HOST_PRIORITY)).isZero();
        assertThat(run.count(t -> t.isGood(Leaf.TDH_MEM_PAGE_AUG))).isEqualTo(1);
        assertThat(run.count(Event.KVM_TDP_MMU_SPTE_CHANGED)).isEqualTo(1);
        assertThat(run.first(second, t -> t.is(Event.KVM_TDP_MMU_SPTE_CHANGED, P1)))
                .isPositive();
        assertThat(run.count(t -> t.is(Event.KVM_MMU_SPTE_REQUESTED, P1)))
                .as("kvm_mmu_spte_requested, once an attempt")
                .isEqualTo(1 + run.count(t -> t.is(Event.FAULT_RETRY, P1)));
        assertThat(mirror(run.world, run.engine, 1, X)).isEqualTo(leaf(run.world, X));
    }

    @Test
    void everyRefusedAugIsTakenBackAndTold() {
        int refused = 0;
        Scene scene = Scene.first("10-busy-from-accept");
        for (long seed = 0; seed < 500; seed++) {
            ToldRun run = run(scene, seed);
            for (int i = 0; i < run.told.size(); i++) {
                Told busy = run.told.get(i);
                if (busy.event() != Event.SEAMCALL_BUSY || CallName.leaf(busy.a()) != Leaf.TDH_MEM_PAGE_AUG) {
                    continue;
                }
                refused++;
                int caller = CallName.lp(busy.a());
                List<Event> after = run.told.subList(i, run.told.size()).stream()
                        .filter(t -> t.actor() == caller)
                        .map(Told::event)
                        .limit(3)
                        .toList();
                assertThat(after).containsExactly(Event.SPTE_ROLLED_BACK, Event.FAULT_RETRY, Event.LOCK_RELEASED);
            }
        }
        assertThat(refused).isPositive();
    }

    private static void assertOneRootOfEachKind(World world, Engine engine) {
        long list = engine.peek(world.kvm().roots().list());
        assertThat(RootList.size(list)).isEqualTo(2);
        int mirrors = 0;
        for (int i = 0; i < RootList.size(list); i++) {
            int root = RootList.at(list, i);
            boolean isMirror = world.kvm().tables().isMirror(root);
            mirrors += isMirror ? 1 : 0;
            assertThat(engine.peek(world.kvm().roots().references(root))).isEqualTo(3);
            for (int vcpu : new int[] {P0, P1}) {
                Vcpu thread = (Vcpu) engine.machine(vcpu);
                assertThat(isMirror ? thread.mmu().mirrorRoot() : thread.mmu().root())
                        .isEqualTo(root);
            }
        }
        assertThat(mirrors).isEqualTo(1);
    }

    @Test
    void twoFirstLoadsMakeOneRootOfEachKind() {
        World world = Scene.first("06-root-allocation-race").world();
        List<Long> found = new ArrayList<>();
        List<Watches.Watch> watches = List.of(
                (actor, event, a, b, c, d) -> event == Event.ROOT_FOUND,
                (actor, event, a, b, c, d) -> event == Event.ROOT_INSERTED);
        new HistorySearch(world.assembly(), watches).search((engine, counts) -> {
            assertOneRootOfEachKind(world, engine);
            assertThat(counts[1]).isEqualTo(2);
            found.add(counts[0]);
        });
        // No race, a race for one of the roots, or for both.
        assertThat(found).contains(0L, 1L, 2L);
    }
}
