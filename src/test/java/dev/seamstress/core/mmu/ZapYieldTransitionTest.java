package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.MMU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A zap of leaves that a timer interrupts: what it does before it gives the lock back, where it goes on, and what keeps
 * its root meanwhile. Method: another thread waits for the lock, and the test changes things while it has it.
 *
 * <p>About {@link TdpMmuZapLeafs} and {@link TdpMmuUnmapGfnRange}.
 */
class ZapYieldTransitionTest extends ZapRig {
    private static TestVm interrupted(VmType type) {
        return TestVm.zapped(type, model(), VCPUS, Footprint.ALL.with(Footprint.Can.RESCHEDULE));
    }

    private void unmap(GfnRangeFilter filter) {
        start(
                () -> new UnderLock(
                        vm.kvm,
                        Grant.Mode.WRITE,
                        lock -> new TdpMmuUnmapGfnRange(vm.kvm, lock, GFN, GFN + 8, filter, ZapReason.NOTIFIER)),
                () -> new UnderLock(vm.kvm, Grant.Mode.WRITE, lock -> new KvmMmuInvalidateEnd(vm.kvm, lock)));
    }

    private int root() {
        return vm.kvm.firstDirectRoot();
    }

    private long references() {
        return driver.value(vm.kvm.roots().references(root()));
    }

    private void runToYield() {
        runUntil(() -> callers.get(0).where().contains("tdp_mmu_zap_leafs.YIELDED"), OTHER);
    }

    @Test
    void whatIsOwedIsFlushedBeforeTheLockIsGivenBack() {
        vm = interrupted(VmType.DEFAULT_VM);
        unmap(GfnRangeFilter.SHARED);
        mapShared(GFN);
        mapShared(GFN + 1);
        finish(0, OTHER);
        assertThat(story())
                .containsExactly(
                        "granted mmu",
                        "zap NOTIFIER",
                        "changed 100",
                        "request TLB_FLUSH",
                        "flush_done",
                        "released mmu",
                        "granted mmu",
                        "changed 101",
                        "zap_end",
                        "released mmu");
        assertThat(returned()).as("the second is yet to be flushed").isEqualTo(1);
    }

    /** The root that is interrupted is being thrown away and owes nothing; afterwards nothing is owed any more. */
    @Test
    void whatTheRootBeforeOwesIsFlushedToo() {
        vm = interrupted(VmType.DEFAULT_VM);
        unmap(GfnRangeFilter.SHARED);
        mapShared(1, GFN);
        mapShared(0, GFN);
        mapShared(0, GFN + 1);
        driver.poke(vm.kvm.roots().references(1), 2);
        driver.poke(
                vm.kvm.roots().list(),
                RootList.insert(driver.value(vm.kvm.roots().list()), 1));
        long role = vm.kvm.roots().role(0);
        driver.poke(role, driver.value(role) | Role.INVALID);
        finish(0, OTHER);
        assertThat(story())
                .containsSubsequence("changed 100", "changed 100", "flush_done", "released mmu", "changed 101");
        assertThat(returned()).isZero();
    }

    @Test
    void aRootThatIsBeingThrownAwayOwesNothing() {
        vm = interrupted(VmType.DEFAULT_VM);
        unmap(GfnRangeFilter.SHARED);
        mapShared(GFN);
        mapShared(GFN + 1);
        long role = vm.kvm.roots().role(root());
        driver.poke(role, driver.value(role) | Role.INVALID);
        finish(0, OTHER);
        assertThat(told(Event.WALK_RESTARTED)).hasSize(1);
        assertThat(told(Event.FLUSH_DONE)).isEmpty();
        assertThat(returned()).isZero();
    }

    @Test
    void aWriterGetsTheLockInBetween() {
        vm = interrupted(VmType.DEFAULT_VM);
        unmap(GfnRangeFilter.SHARED);
        mapShared(GFN);
        mapShared(GFN + 1);
        runUntil(() -> driver.value(vm.direct(1, GFN)) == Spte.NONPRESENT, OTHER);
        driver.deliver(OTHER, OTHER);
        driver.deliver(OTHER, MMU);
        runUntil(() -> told(Event.INVALIDATE_END).size() == 1);
        assertThat(driver.value(vm.direct(1, GFN))).isEqualTo(Spte.NONPRESENT);
        assertThat(Spte.isPresent(driver.value(vm.direct(1, GFN + 1)))).isTrue();
        driver.run();
        assertThat(driver.value(vm.direct(1, GFN + 1))).isEqualTo(Spte.NONPRESENT);
        assertThat(driver.value(vm.kvm.mmuLock().word())).isZero();
    }

    /** The table that it was in may be gone: it is looked for anew. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void theWalkGoesOnAtTheRoot(int level) {
        vm = interrupted(VmType.DEFAULT_VM);
        unmap(GfnRangeFilter.SHARED);
        mapShared(GFN);
        long leaf = mapShared(GFN + 1);
        runToYield();
        driver.poke(vm.direct(level, GFN), Spte.NONPRESENT);
        finish(0, OTHER);
        HandDriver.Told restarted = told(Event.WALK_RESTARTED).get(0);
        assertThat(List.of(restarted.a(), restarted.b(), restarted.c(), restarted.d()))
                .containsExactly(4L, 0L, GFN + 1, GFN + 1);
        assertThat(driver.value(vm.direct(1, GFN + 1))).as("out of reach").isEqualTo(leaf);
    }

    @Test
    void theRootIsHeldMeanwhile() {
        vm = interrupted(VmType.DEFAULT_VM);
        unmap(GfnRangeFilter.SHARED);
        mapShared(GFN);
        mapShared(GFN + 1);
        long before = references();
        runToYield();
        assertThat(references()).isEqualTo(before + 1);
        finish(0, OTHER);
        assertThat(references()).isEqualTo(before);
    }

    @Test
    void theLastToLeaveARootTakesItOffTheList() {
        vm = interrupted(VmType.DEFAULT_VM);
        unmap(GfnRangeFilter.SHARED);
        mapShared(GFN);
        mapShared(GFN + 1);
        runToYield();
        long role = vm.kvm.roots().role(root());
        driver.poke(role, driver.value(role) | Role.INVALID);
        driver.poke(vm.kvm.roots().references(root()), 1);
        finish(0, OTHER);
        assertThat(driver.events(Event.ROOT_REMOVED)).containsExactly((long) root());
        assertThat(RootList.contains(driver.value(vm.kvm.roots().list()), root()))
                .isFalse();
    }

    /** Without a timer the zap goes on to its end, and nobody holds the root. */
    @Test
    void nothingInterruptsItElsewhere() {
        vm = vm(VmType.DEFAULT_VM);
        unmap(GfnRangeFilter.SHARED);
        mapShared(GFN);
        mapShared(GFN + 1);
        long before = references();
        driver.setAfterEach(() -> assertThat(references()).isEqualTo(before));
        finish(0, OTHER);
        assertThat(told(Event.WALK_RESTARTED)).isEmpty();
        assertThat(story()).containsSequence("changed 100", "changed 101", "zap_end", "released mmu");
    }
}
