package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Tlb;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: zaps and conversions that were worked out by hand from the kernel's and the module's sources come out as worked
 * out. Method: as in {@link WorkedInterleavingsTest}; where a schedule must be a certain one, seeds are tried until it
 * is.
 */
@Tag("once")
class WorkedZapsTest {
    private static final int SEEDS = 200;
    private static final long X = 0x100;
    private static final int P0 = 0;
    private static final int VMM = 1;
    private static final long FLAG_PRIVATE = 8;
    private static final long EFAULT = -14;
    private static final long EXTERNAL_INTERRUPT = 1;

    // What is watched after each step.
    private static final int IN_PROGRESS = 0;
    private static final int RANGE_START = 1;
    private static final int RANGE_END = 2;
    private static final int SEQ = 3;
    private static final int EPOCH = 4;
    private static final int BEPOCH = 5;
    private static final int REFCOUNT_OF_ODD_EPOCHS = 6;
    private static final int SEPT = 7;
    private static final int VCPU_EPOCH = 8;

    /** P0 reads x and stays in the guest; then x is converted. */
    private static final String IN_GUEST = """
            TDX in-guest { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
             P0                    | VMM                 ;
             A: read x             | wait A              ;
             on VMM invalidate_end | convert x to shared ;
            """;

    private static ToldRun run(Scene scene, long seed) {
        return new ToldRun(
                scene,
                seed,
                run -> invalidate(run, Invalidate.IN_PROGRESS),
                run -> invalidate(run, Invalidate.RANGE_START),
                run -> invalidate(run, Invalidate.RANGE_END),
                run -> invalidate(run, Invalidate.SEQ),
                run -> run.tdx().epoch(),
                run -> run.tdx().bepoch(run.world.kvm().hostPages().gmemPfn(X)),
                run -> run.tdx().refcount(1),
                run -> run.tdx().state(0, X).ordinal(),
                run -> run.tdx().vcpuEpoch(P0));
    }

    private static long invalidate(ToldRun run, Invalidate part) {
        return run.engine.peek(run.world.kvm().words().invalidate(part));
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

    private static long attribute(ToldRun run) {
        return run.engine.peek(run.world.kvm().attributes().word(X));
    }

    private static void assertAllTablesAreLinked(ToldRun run) {
        for (int level = 4; level > 1; level--) {
            assertThat(Spte.isTable(run.mirror(level, X), level))
                    .as("level %d", level)
                    .isTrue();
            assertThat(run.tdx().state(level - 1, X)).isEqualTo(SeptState.NL_MAPPED);
        }
    }

    /** The fault has its page, and takes mmu_lock after the conversion has begun, and before it ends. */
    private static boolean isStaleUnderTheLock(ToldRun run) {
        int stale = run.first(0, t -> t.is(Event.FAULT_RETRY, P0) && t.b() == RetryWhy.STALE.ordinal());
        int end = run.first(0, t -> t.is(Event.INVALIDATE_END));
        if (stale < 0 || stale > end || run.count(Event.FAULT_RETRY) != 1) {
            return false;
        }
        List<Told> before = run.told.subList(0, stale);
        return before.stream()
                .anyMatch(t -> t.is(Event.LOCK_GRANTED) && t.c() == P0 && t.a() == KernelLock.MMU_LOCK.number());
    }

    @Test
    void aFaultThatMeetsAConversionToSharedIsRefusedAndThenTold() {
        ToldRun run = runWhere(Scene.first("09-convert-vs-fault"), WorkedZapsTest::isStaleUnderTheLock);
        int[] at = run.inOrder(
                t -> t.is(Event.INVALIDATE_BEGIN, VMM),
                t -> t.is(Event.ZAP_BEGIN, VMM),
                t -> t.is(Event.ZAP_END, VMM),
                t -> t.is(Event.FAULT_RETRY, P0),
                t -> t.is(Event.INVALIDATE_END, VMM));
        int zapped = run.told.get(at[2]).step();
        assertThat(run.after(zapped, IN_PROGRESS)).isEqualTo(1);
        assertThat(run.after(zapped, RANGE_START)).isEqualTo(X);
        assertThat(run.after(zapped, RANGE_END)).isEqualTo(X + 1);
        assertThat(run.after(zapped, SEQ)).isZero();
        assertThat(run.told.subList(at[1], at[2]))
                .as("nothing to zap")
                .noneMatch(t -> t.is(Event.KVM_TDP_MMU_SPTE_CHANGED));
        assertThat(run.told.get(at[4]).a()).as("seq").isEqualTo(1);
        assertThat(run.atTheEnd(SEQ)).isEqualTo(1);
        assertThat(run.atTheEnd(IN_PROGRESS)).isZero();

        Told fault = run.told.get(run.first(at[3], t -> t.is(Event.MEMORY_FAULT, P0)));
        assertThat(fault.a()).isEqualTo(X);
        assertThat(fault.b()).isEqualTo(FLAG_PRIVATE);
        Told exit = run.told.get(run.first(at[3], t -> t.is(Event.KVM_USERSPACE_EXIT, P0)));
        assertThat(exit.b()).isEqualTo(EFAULT);
        assertThat(run.count(t -> t.isBegun(Leaf.TDH_MEM_PAGE_AUG)))
                .as("AUG for x")
                .isZero();
        assertThat(run.count(t -> t.isBegun(Leaf.TDH_MEM_RANGE_BLOCK))).isZero();
        assertThat(attribute(run)).isEqualTo(Attributes.SHARED);
        assertThat(run.mirror(1, X)).isEqualTo(Spte.NONPRESENT);
        assertThat(run.tdx().state(0, X)).isEqualTo(SeptState.FREE);
    }

    @Test
    void aPageThatWasMappedFirstIsTakenOutInOrder() {
        Scene scene = Scene.of("aug-first", """
                TDX aug-first { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0      | VMM                 ;
                 fault x | on P0 aug(x)        ;
                         | convert x to shared ;
                """);
        for (long seed = 0; seed < SEEDS; seed++) {
            assertTakenOutInOrder(run(scene, seed));
        }
    }

    private static void assertTakenOutInOrder(ToldRun run) {
        long leaf = MakeSpte.leaf(run.world.kvm().hostPages().gmemPfn(X), new MakeSpte.Leaf(true, false, false, false));
        int[] at = run.inOrder(
                t -> t.isGood(Leaf.TDH_MEM_PAGE_AUG),
                t -> t.is(Event.KVM_TDP_MMU_SPTE_CHANGED, VMM),
                t -> t.isGood(Leaf.TDH_MEM_RANGE_BLOCK),
                t -> t.isGood(Leaf.TDH_MEM_TRACK),
                t -> t.is(Event.KICK_DONE, VMM) && t.a() == VcpuRequest.OUTSIDE_GUEST_MODE.ordinal(),
                t -> t.isGood(Leaf.TDH_MEM_PAGE_REMOVE),
                t -> t.isGood(Leaf.TDH_PHYMEM_PAGE_WBINVD),
                t -> t.is(Event.PAGE_CLEARED, VMM),
                t -> t.is(Event.ATTRIBUTE_SET, VMM),
                t -> t.is(Event.INVALIDATE_END, VMM));
        for (Leaf once : List.of(Leaf.TDH_MEM_RANGE_BLOCK, Leaf.TDH_MEM_TRACK, Leaf.TDH_MEM_PAGE_REMOVE)) {
            assertThat(run.count(t -> t.isGood(once))).as("%s", once).isEqualTo(1);
        }
        Told changed = run.told.get(at[1]);
        assertThat(changed.c()).isEqualTo(leaf);
        assertThat(changed.d()).isEqualTo(Spte.NONPRESENT).isEqualTo(0x8000000000000000L);
        assertThat(run.after(run.told.get(at[2]).step(), BEPOCH)).isEqualTo(1);
        assertThat(run.after(run.told.get(at[2]).step(), EPOCH)).isEqualTo(1);
        assertThat(run.after(run.told.get(at[3]).step(), EPOCH)).isEqualTo(2);
        assertThat(run.mirror(1, X)).isEqualTo(Spte.NONPRESENT);
        assertThat(run.tdx().state(0, X)).isEqualTo(SeptState.FREE);
        assertThat(attribute(run)).isEqualTo(Attributes.SHARED);
        assertAllTablesAreLinked(run);
    }

    /** The conversion begins after the snapshot and is over before the page is mapped. */
    @Test
    void aSequenceThatIsIgnoredLetsASharedPageIntoTheMirror() {
        KernelModel planted = KernelModel.of(KernelVariant.NEWEST, List.of("b15-seq-ignored"));
        ToldRun run = runWhere(
                Scene.file("first/09-convert-vs-fault", planted),
                r -> r.first(Math.max(0, r.first(0, t -> t.is(Event.INVALIDATE_END))), t -> t.is(Event.LEAF_INSTALLED))
                        >= 0);
        Told installed = run.told.get(run.first(0, t -> t.is(Event.LEAF_INSTALLED, P0)));
        assertThat(installed.a()).isEqualTo(X);
        assertThat(installed.b()).as("the fault's snapshot").isZero();
        assertThat(run.after(installed.step(), SEQ)).as("V21").isEqualTo(1);
        assertThat(attribute(run)).as("V24").isEqualTo(Attributes.SHARED);
        assertThat(Spte.isPresent(run.mirror(1, X))).as("V24").isTrue();
        assertThat(run.tdx().state(0, X)).isEqualTo(SeptState.PENDING);
    }

    @Test
    void aVcpuInTheGuestIsMadeToLeaveBeforeThePageIsRemoved() {
        Scene scene = Scene.of("in-guest", IN_GUEST);
        for (long seed = 0; seed < SEEDS; seed++) {
            ToldRun run = run(scene, seed);
            int[] at = run.inOrder(
                    t -> t.is(Event.GUEST_ACCESS, P0),
                    t -> t.isGood(Leaf.TDH_MEM_RANGE_BLOCK),
                    t -> t.isGood(Leaf.TDH_MEM_TRACK),
                    t -> t.is(Event.REQUEST_MADE, VMM) && t.a() == VcpuRequest.OUTSIDE_GUEST_MODE.ordinal(),
                    t -> t.is(Event.KICK_DONE, VMM) && t.a() == VcpuRequest.OUTSIDE_GUEST_MODE.ordinal(),
                    t -> t.isDone(Leaf.TDH_MEM_PAGE_REMOVE));
            int blocked = run.told.get(at[1]).step();
            assertThat(run.after(blocked, BEPOCH)).isEqualTo(1);
            assertThat(run.after(blocked, REFCOUNT_OF_ODD_EPOCHS)).isEqualTo(1);
            assertThat(run.after(run.told.get(at[2]).step(), EPOCH)).isEqualTo(2);
            assertThat(run.told.subList(at[3], at[4]))
                    .anyMatch(t -> t.is(Event.KVM_EXIT, P0) && t.a() == EXTERNAL_INTERRUPT);
            assertThat(run.after(run.told.get(at[4]).step(), REFCOUNT_OF_ODD_EPOCHS))
                    .isZero();
            Told removed = run.told.get(at[5]);
            assertThat(removed.d()).isEqualTo(TdxStatus.SUCCESS.word());
            assertThat(run.after(removed.step(), SEPT)).isEqualTo(SeptState.FREE.ordinal());
            assertThat(run.atTheEnd(VCPU_EPOCH)).isEqualTo(2);
            int flushed = run.first(at[4], t -> t.is(Event.TLB_FLUSHED, P0) && t.a() == Tlb.Side.PRIVATE.ordinal());
            assertThat(flushed).isGreaterThan(at[4]);
            assertThat(run.count(Event.BUG_ON)).isZero();
        }
    }

    @Test
    void withoutTheKickTheModuleRefusesTheFirstPage() {
        KernelModel planted = KernelModel.of(KernelVariant.NEWEST, List.of("b33-track-no-kick"));
        Scene scene = Scene.of("in-guest", IN_GUEST, planted);
        for (long seed = 0; seed < SEEDS; seed++) {
            ToldRun run = run(scene, seed);
            int[] at = run.inOrder(
                    t -> t.isGood(Leaf.TDH_MEM_RANGE_BLOCK),
                    t -> t.isGood(Leaf.TDH_MEM_TRACK),
                    t -> t.isDone(Leaf.TDH_MEM_PAGE_REMOVE),
                    t -> t.is(Event.BUG_ON, VMM));
            assertThat(run.after(run.told.get(at[0]).step(), BEPOCH)).isEqualTo(1);
            assertThat(run.after(run.told.get(at[1]).step(), EPOCH)).isEqualTo(2);
            Told refused = run.told.get(at[2]);
            assertThat(TdxStatus.TLB_TRACKING_NOT_DONE.is(refused.d())).isTrue();
            assertThat(run.after(refused.step(), REFCOUNT_OF_ODD_EPOCHS)).isEqualTo(1);
            assertThat(run.after(refused.step(), SEPT)).isEqualTo(SeptState.BLOCKED.ordinal());
            assertThat(run.told.get(at[3]).a()).isEqualTo(BugOn.PAGE_REMOVE.ordinal());
            assertThat(run.count(Event.VM_DEAD)).isEqualTo(1);
            assertThat(run.count(t -> t.is(Event.OPERATION_END, VMM) && t.b() == OpResult.OK.ordinal()))
                    .as("the ioctl that bugs the VM")
                    .isEqualTo(2);
        }
    }
}
