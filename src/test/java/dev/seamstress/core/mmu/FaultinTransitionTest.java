package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.HOLE;
import static dev.seamstress.core.TestVm.READONLY;
import static dev.seamstress.core.TestVm.SHARED;
import static dev.seamstress.core.TestVm.privateGpa;
import static dev.seamstress.core.TestVm.sharedGpa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Backing;
import dev.seamstress.core.vm.GmemFolios;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One page fault up to the map: each test sets one thing up, or changes it while the fault waits for the lock, and
 * looks at the result and at the reason for a retry.
 *
 * <p>About {@link FaultinPfn}, {@link InvalidateRetryUnsafe} and {@link PageFaultHandler}.
 */
class FaultinTransitionTest extends FaultRig {
    // What faultin finds, in the order in which it looks.

    private void slotBecomes(Slot.State state) {
        long word = vm.kvm.slots().word(0);
        driver.poke(word, vm.kvm.slots().with(driver.value(word), 0, state));
    }

    @Test
    void withoutARootTheFaultIsRetried() {
        vm = TestVm.bare(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        driver.run();
        assertRetry(RetryWhy.ROOT);
    }

    /** No address can bring it about, so the fault is made by hand. */
    @Test
    void aGfnThatCarriesTheSharedBitIsABug() {
        VcpuMmu vcpu = vm.vcpus.get(0);
        long gfn = GFN | vm.kvm.directBits();
        PageFault fault =
                new PageFault(sharedGpa(GFN), gfn, WRITE, false, vm.kvm.words().invalidate(VmWords.Invalidate.SEQ));
        thread = new Caller(FIRST, vcpu, () -> new FaultinPfn(vm.kvm, fault));
        driver = vm.driver(List.of(thread));
        driver.run();
        assertThat(thread.returned()).isEqualTo(Errno.EFAULT);
        assertThat(driver.events(Event.BUG_ON)).containsExactly((long) BugOn.GFN_ALIAS.ordinal());
    }

    @Test
    void aPrivateAccessToASharedGfnExits() {
        startFault(privateGpa(SHARED), PRIVATE_WRITE);
        driver.run();
        assertMemoryFault(SHARED, 8);
    }

    @Test
    void aSharedAccessToAPrivateGfnExitsWithTheFlagOfTheAccess() {
        startFault(sharedGpa(GFN), WRITE);
        driver.run();
        assertMemoryFault(GFN, 0);
    }

    @Test
    void theAttributeIsTestedBeforeTheSlotAndTheInvalidation() {
        startFault(sharedGpa(GFN), WRITE);
        slotBecomes(Slot.State.INVALID);
        invalidate(1, GFN, GFN + 1, 0);
        driver.run();
        assertMemoryFault(GFN, 0);
    }

    @Test
    void aPrivateAccessWithoutASlotExits() {
        startFault(privateGpa(HOLE), PRIVATE_WRITE);
        driver.poke(vm.kvm.attributes().word(HOLE), Attributes.PRIVATE);
        driver.run();
        assertMemoryFault(HOLE, 8);
    }

    @Test
    void anInvalidSlotIsRetried() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        slotBecomes(Slot.State.INVALID);
        invalidate(1, GFN, GFN + 1, 0);
        driver.run();
        assertRetry(RetryWhy.INVALID);
        assertThat(driver.events(Event.LOCK_REQUESTED)).isEmpty();
    }

    @Test
    void aSlotThatIsGoneIsNoSlot() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        slotBecomes(Slot.State.NONE);
        driver.run();
        assertMemoryFault(GFN, 8);
    }

    @Test
    void anInvalidationOfTheGfnIsSeenWithoutTheLock() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        invalidate(1, GFN, GFN + 1, 0);
        driver.run();
        assertRetry(RetryWhy.STALE);
        assertThat(driver.events(Event.LOCK_REQUESTED)).isEmpty();
    }

    /** The page cannot be had, which nobody finds out. */
    @Test
    void anInvalidationOfTheGfnIsSeenBeforeThePageIsTaken() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        invalidate(1, GFN, GFN + 1, 0);
        driver.poke(vm.kvm.gmemFolios().poisoned(GFN), GmemFolios.POISONED);
        driver.run();
        assertRetry(RetryWhy.STALE);
    }

    private void runTo(String step) {
        for (int i = 0; !thread.where().contains("kvm_mmu_faultin_pfn." + step); i++) {
            assertThat(i).as("never at " + step).isLessThan(100);
            int[] next = driver.enabled().get(0);
            driver.deliver(next[0], next[1]);
        }
    }

    /** One that is over before the page is looked for, and one that comes when it is as good as taken. */
    @ParameterizedTest
    @CsvSource({"ATTRIBUTE, 0", "RECHECKED, 0", "RECHECKED, 1"})
    void anInvalidationSinceTheSnapshotIsSeenWithoutTheLock(String step, int inProgress) {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        runTo(step);
        invalidate(inProgress, GFN, GFN + 1, 1 - inProgress);
        driver.run();
        assertRetry(RetryWhy.STALE);
        assertThat(driver.events(Event.LOCK_REQUESTED)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {GFN, GFN + 2})
    void anInvalidationOfItsNeighbourDoesNotStopAFault(long neighbour) {
        startFault(privateGpa(GFN + 1), PRIVATE_WRITE);
        invalidate(1, neighbour, neighbour + 1, 0);
        driver.run();
        assertResult(RetPf.FIXED);
    }

    @Test
    void aPrivateGfnOfASlotWithoutGuestMemfdExits() {
        startFault(privateGpa(SHARED), PRIVATE_WRITE);
        driver.poke(vm.kvm.attributes().word(SHARED), Attributes.PRIVATE);
        driver.run();
        assertMemoryFault(SHARED, 8);
    }

    private void backing(long backing) {
        driver.poke(vm.kvm.hostPages().backing(SHARED), backing);
    }

    /** Nobody has announced it, so nothing else stops the fault. */
    @Test
    void aPageThatTheHostIsChangingIsWaitedFor() {
        startFault(sharedGpa(SHARED), WRITE);
        backing(Backing.changing(0));
        driver.run();
        assertRetry(RetryWhy.STALE);
        assertThat(driver.events(Event.LOCK_REQUESTED)).isEmpty();
    }

    @Test
    void aSharedPageThatTheHostHasNotMappedExits() {
        startFault(sharedGpa(SHARED), Pferr.USER);
        backing(Backing.unmapped(0));
        driver.run();
        assertMemoryFault(SHARED, 0);
    }

    @Test
    void aPageThatTheHostMapsReadonlyIsNotForWriters() {
        startFault(sharedGpa(SHARED), WRITE);
        backing(Backing.readonly(0));
        driver.run();
        assertMemoryFault(SHARED, 0);
    }

    /** The page is not even looked for. */
    @Test
    void aWriteToAReadonlyMemslotIsEmulated() {
        vm = TestVm.loaded(VmType.DEFAULT_VM, KernelVariant.NEWEST, 1);
        startFault(READONLY << 12, WRITE);
        driver.poke(vm.kvm.hostPages().backing(READONLY), Backing.unmapped(0));
        driver.run();
        assertResult(RetPf.EMULATE);
        assertThat(driver.events(Event.LOCK_REQUESTED)).isEmpty();
    }

    // What is tested again under the lock.

    @Test
    void anInvalidationThatEndedSinceTheSnapshotIsSeenUnderTheLock() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        runToLock();
        invalidate(0, GFN, GFN + 1, 1);
        driver.run();
        assertRetry(RetryWhy.STALE);
        assertThat(driver.events(Event.KVM_MMU_SPTE_REQUESTED)).isEmpty();
    }

    @Test
    void anInvalidationThatBeganSinceTheSnapshotIsSeenUnderTheLock() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        runToLock();
        invalidate(1, GFN, GFN + 8, 0);
        driver.run();
        assertRetry(RetryWhy.STALE);
    }

    @Test
    void anObsoleteDirectRootStopsAFaultInTheMirrorToo() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        runToLock();
        long role = vm.kvm.roots().role(vm.kvm.firstDirectRoot());
        driver.poke(role, driver.value(role) | Role.INVALID);
        driver.run();
        assertRetry(RetryWhy.ROOT);
    }

    @Test
    void anMmioFaultIsNotStale() {
        startFault(sharedGpa(HOLE), WRITE);
        runToLock();
        invalidate(1, HOLE, HOLE + 1, 1);
        driver.run();
        assertResult(RetPf.EMULATE);
    }
}
