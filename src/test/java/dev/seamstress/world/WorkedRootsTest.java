package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.RootTypes;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.VcpuRequest;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Goal: what happens to roots that vCPUs drop or that are thrown away is what was worked out by hand. Method: as in
 * {@link WorkedZapsTest}.
 */
class WorkedRootsTest {
    private static final int SEEDS = 200;
    private static final long Y = 0x101;
    private static final int P0 = 0;
    private static final int VMM = 1;
    private static final int HOSTMM = 2;

    // What is watched after each step.
    private static final int DIRECT_REFERENCES = 0;
    private static final int MIRROR_REFERENCES = 1;
    private static final int DIRECT_POINTER = 2;
    private static final int MIRROR_POINTER = 3;
    private static final int ENTRY_OF_Y = 4;
    private static final int ROLE = 5;

    private static ToldRun run(Scene scene, long seed) {
        return new ToldRun(
                scene,
                seed,
                r -> references(r, r.world.kvm().firstDirectRoot()),
                r -> references(r, r.world.kvm().firstMirrorRoot()),
                r -> vcpu(r).mmu().root(),
                r -> vcpu(r).mmu().mirrorRoot(),
                WorkedRootsTest::entryOfY,
                r -> r.engine.peek(r.world.kvm().roots().role(r.world.kvm().firstDirectRoot())));
    }

    private static Vcpu vcpu(ToldRun run) {
        return (Vcpu) run.engine.machine(P0);
    }

    private static long references(ToldRun run, int root) {
        return root == RootList.NONE
                ? 0
                : run.engine.peek(run.world.kvm().roots().references(root));
    }

    /** In the first direct root, which need not be a valid one. */
    private static long entryOfY(ToldRun run) {
        Kvm kvm = run.world.kvm();
        return run.engine.peek(kvm.tables().word(kvm.firstDirectRoot(), 1, Y));
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

    private static Predicate<Told> ends(int operation) {
        return t -> t.is(Event.OPERATION_END, P0) && t.a() == operation;
    }

    // TV6. In a VM without a mirror.

    private static final String THROWN_AWAY = """
            TDX thrown-away
            vm = default
            { slot 1 = 0x100+8; x = 0x100; y = x[1]; direct(x) = present; direct(y) = present; }
             P0     | VMM     | HOSTMM           ;
             read y | zapfast | notify y madvise ;
            """;

    private static boolean isZappedByTheNotifier(ToldRun run) {
        int at = run.first(
                0, t -> t.is(Event.KVM_TDP_MMU_SPTE_CHANGED, HOSTMM) && t.a() == Y && t.d() == Spte.NONPRESENT);
        return at >= 0 && Role.isInvalid(run.after(run.told.get(at).step(), ROLE));
    }

    @Test
    void aNotifierZapsAPageOfARootThatIsBeingThrownAway() {
        ToldRun run = runWhere(Scene.of("thrown-away", THROWN_AWAY), WorkedRootsTest::isZappedByTheNotifier);
        int[] at = run.inOrder(
                t -> t.is(Event.ROOT_INVALIDATED, VMM),
                t -> t.is(Event.REQUEST_MADE, VMM) && t.a() == VcpuRequest.FREE_OBSOLETE_ROOTS.ordinal(),
                t -> t.is(Event.ZAP_BEGIN, HOSTMM),
                t -> t.is(Event.KVM_TDP_MMU_SPTE_CHANGED, HOSTMM) && t.a() == Y,
                t -> t.is(Event.ZAP_END, HOSTMM),
                t -> t.is(Event.PAGE_FREED, HOSTMM),
                t -> t.is(Event.INVALIDATE_END, HOSTMM));
        assertThat(run.told.get(at[2]).d()).isEqualTo(RootTypes.alsoInvalid(run.world.kvm(), RootTypes.DIRECT));
        assertThat(run.told.subList(at[2], at[6]))
                .as("the request and the reload see to the translations")
                .noneMatch(t -> t.is(Event.REQUEST_MADE, HOSTMM));
        assertThat(run.after(run.told.get(at[5]).step(), ENTRY_OF_Y)).isEqualTo(Spte.NONPRESENT);
    }

    @Test
    void aNotifierThatLeavesOutSuchRootsFreesAMappedPage() {
        KernelModel planted = KernelModel.of(KernelVariant.NEWEST, List.of("b01-unmap-valid-only"));
        ToldRun run = runWhere(Scene.of("thrown-away", THROWN_AWAY, planted), WorkedRootsTest::isFreedWhileMapped);
        assertThat(run.count(t -> t.is(Event.KVM_TDP_MMU_SPTE_CHANGED, HOSTMM))).isZero();
    }

    @Test
    void noneIsFreedWhileItIsMapped() {
        Scene scene = Scene.of("thrown-away", THROWN_AWAY);
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(isFreedWhileMapped(run(scene, seed))).isFalse();
        }
    }

    private static boolean isFreedWhileMapped(ToldRun run) {
        int at = run.first(0, t -> t.is(Event.PAGE_FREED, HOSTMM));
        return at >= 0 && Spte.isPresent(run.after(run.told.get(at).step(), ENTRY_OF_Y));
    }

    // TV8. Operation 0 enters, 1 resets, 2 loads.

    @Test
    void aVcpuThatIsResetKeepsItsMirrorRootAndFindsTheDirectOneAgain() {
        ToldRun run = run(Scene.file("races/27-reset-context", KernelModel.of(KernelVariant.NEWEST)), 1);
        long direct = run.world.kvm().firstDirectRoot();
        assertRoots(run, 0, 2, direct, 2);
        assertRoots(run, 1, 1, RootList.NONE, 2);
        assertRoots(run, 2, 2, direct, 2);
        assertThat(run.count(Event.ROOT_INSERTED)).isZero();
    }

    @Test
    void aLoadThatTakesTheMirrorRootAgainHoldsItTwice() {
        KernelModel planted = KernelModel.of(KernelVariant.NEWEST, List.of("b05-mirror-root-each-load"));
        ToldRun run = run(Scene.file("races/27-reset-context", planted), 1);
        long direct = run.world.kvm().firstDirectRoot();
        assertRoots(run, 1, 1, RootList.NONE, 2);
        assertRoots(run, 2, 2, direct, 3);
    }

    private static void assertRoots(ToldRun run, int operation, long references, long pointer, long ofTheMirror) {
        int step = run.told.get(run.first(0, ends(operation))).step();
        assertThat(run.after(step, DIRECT_REFERENCES)).isEqualTo(references);
        assertThat(run.after(step, DIRECT_POINTER)).isEqualTo(pointer);
        assertThat(run.after(step, MIRROR_REFERENCES)).isEqualTo(ofTheMirror);
        assertThat(run.after(step, MIRROR_POINTER)).isEqualTo(run.world.kvm().firstMirrorRoot());
    }
}
