package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.HOLE;
import static dev.seamstress.core.TestVm.MMU;
import static dev.seamstress.core.TestVm.READONLY;
import static dev.seamstress.core.TestVm.SHARED;
import static dev.seamstress.core.TestVm.TDX;
import static dev.seamstress.core.TestVm.privateGpa;
import static dev.seamstress.core.TestVm.sharedGpa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * One page fault, from every state of the world to its result: each test sets one thing up, or changes it while the
 * fault is at a known place, and looks at the result, at the reason for a retry, and at what is left behind.
 */
class PageFaultTransitionTest {
    private static final long WRITE = Pferr.WRITE;
    private static final long PRIVATE_WRITE = Pferr.WRITE | Pferr.PRIVATE_ACCESS;
    private static final long TABLE = 0x8000000000000907L;

    private TestVm vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
    private HandDriver driver;
    private Caller thread;

    private void startFault(long addr, long errorCode) {
        VcpuMmu vcpu = vm.vcpus.get(0);
        thread = new Caller(FIRST, vcpu, () -> new PageFaultHandler(vm.kvm, vcpu, addr, errorCode));
        driver = vm.driver(List.of(thread));
    }

    /** Up to the request for mmu_lock, which is on its way. */
    private void runToLock() {
        driver.runWithout(MMU);
        assertThat(driver.isEnabled(FIRST, MMU)).isTrue();
    }

    /** Up to the freeze of the first entry, which comes next. */
    private void runToFreeze() {
        runToLock();
        driver.deliver(FIRST, MMU);
        driver.deliver(MMU, FIRST);
        assertThat(driver.isEnabled(FIRST, FIRST)).isTrue();
    }

    private void assertRetry(RetryWhy why) {
        assertThat(thread.returned()).isEqualTo(RetPf.RETRY.ordinal());
        List<HandDriver.Told> retries = driver.events().stream()
                .filter(e -> e.event() == Event.FAULT_RETRY)
                .toList();
        assertThat(retries).hasSize(1);
        assertThat(retries.get(0).b()).isEqualTo(why.ordinal());
        assertAtRest();
    }

    private void assertResult(RetPf result) {
        assertThat(thread.returned()).isEqualTo(result.ordinal());
        assertThat(driver.events(Event.FAULT_RETRY)).isEmpty();
        assertThat(driver.events(Event.FAULT_DONE)).hasSize(1);
        assertAtRest();
    }

    private void assertMemoryFault(long gfn, long flags) {
        assertThat(thread.returned()).isEqualTo(Errno.EFAULT);
        List<HandDriver.Told> faults = driver.events().stream()
                .filter(e -> e.event() == Event.MEMORY_FAULT)
                .toList();
        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).a()).isEqualTo(gfn);
        assertThat(faults.get(0).b()).isEqualTo(flags);
        assertThat(driver.events(Event.LOCK_REQUESTED)).as("no lock was taken").isEmpty();
    }

    private void assertAtRest() {
        assertThat(thread.isDone()).isTrue();
        assertThat(thread.held().isEmpty()).isTrue();
        assertThat(driver.value(vm.kvm.mmuLock().word())).isZero();
    }

    // What faultin finds, in the order in which it looks.

    @Test
    void withoutARootTheFaultIsRetried() {
        vm = TestVm.bare(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        driver.run();
        assertRetry(RetryWhy.ROOT);
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
        driver.poke(vm.kvm.slots().word(0), Slots.value(Slot.State.INVALID, 1));
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
        driver.poke(vm.kvm.slots().word(0), Slots.value(Slot.State.INVALID, 1));
        invalidate(1, GFN, GFN + 1, 0);
        driver.run();
        assertRetry(RetryWhy.INVALID);
        assertThat(driver.events(Event.LOCK_REQUESTED)).isEmpty();
    }

    @Test
    void aSlotThatIsGoneIsNoSlot() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        driver.poke(vm.kvm.slots().word(0), Slots.value(Slot.State.NONE, 2));
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

    @Test
    void anInvalidationOfItsNeighbourDoesNotStopAFault() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        invalidate(1, GFN + 1, GFN + 2, 0);
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

    // What the map meets.

    @Test
    void aColdPrivateFaultLinksThreeTablesAndMapsThePage() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        driver.run();
        assertResult(RetPf.FIXED);
        for (int level = 4; level > 1; level--) {
            long pfn = vm.kvm.tables().childPfn(0, level, GFN);
            assertThat(driver.value(vm.mirror(level, GFN))).isEqualTo(TABLE | pfn << 12);
        }
        long pfn = vm.kvm.hostPages().gmemPfn(GFN);
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(0x8600000000000b37L | pfn << 12);
        assertThat(seamcalls()).containsExactly("3@3=0", "3@2=0", "3@1=0", "6@0=0");
        assertThat(driver.value(vm.direct(4, GFN))).as("the direct tree").isEqualTo(Spte.NONPRESENT);
    }

    @Test
    void aColdPrivateFaultTellsWhatTheKernelTells() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        driver.run();
        List<Event> kernel = driver.events().stream()
                .map(HandDriver.Told::event)
                .filter(e -> e.name().startsWith("KVM_"))
                .toList();
        List<Event> expected = new ArrayList<>(List.of(Event.KVM_MMU_SPTE_REQUESTED));
        for (int level = 4; level > 1; level--) {
            expected.add(Event.KVM_MMU_GET_PAGE);
            expected.add(Event.KVM_TDP_MMU_SPTE_CHANGED);
        }
        expected.add(Event.KVM_TDP_MMU_SPTE_CHANGED);
        expected.add(Event.KVM_MMU_SET_SPTE);
        assertThat(kernel).isEqualTo(expected);
    }

    @Test
    void aColdSharedFaultTouchesOnlyTheDirectTree() {
        startFault(sharedGpa(SHARED), WRITE);
        driver.run();
        assertResult(RetPf.FIXED);
        long pfn = vm.kvm.hostPages().sharedPfn(SHARED);
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(0x8600000000000b37L | pfn << 12);
        assertThat(driver.value(vm.mirror(4, SHARED))).isEqualTo(Spte.NONPRESENT);
        assertThat(seamcalls()).isEmpty();
        assertThat(driver.events(Event.SPTE_FROZEN)).isEmpty();
    }

    @Test
    void aReadonlySlotIsMappedReadonly() {
        startFault(sharedGpa(READONLY), Pferr.USER);
        driver.run();
        assertResult(RetPf.FIXED);
        long pfn = vm.kvm.hostPages().sharedPfn(READONLY);
        assertThat(driver.value(vm.direct(1, READONLY))).isEqualTo(0x8000000000000935L | pfn << 12);
    }

    @Test
    void aSharedGfnWithoutASlotBecomesMmio() {
        startFault(sharedGpa(HOLE), WRITE);
        driver.run();
        assertResult(RetPf.EMULATE);
        assertThat(driver.value(vm.direct(1, HOLE))).isEqualTo(HOLE << 12);
        assertThat(driver.events(Event.MARK_MMIO_SPTE)).containsExactly(HOLE);
        assertThat(driver.events(Event.KVM_MMU_SET_SPTE)).isEmpty();
    }

    @Test
    void aPageThatIsMappedIsSpurious() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        linkMirror();
        long leaf = 0x8600000000000b37L | vm.kvm.hostPages().gmemPfn(GFN) << 12;
        driver.poke(vm.mirror(1, GFN), leaf);
        driver.run();
        assertResult(RetPf.SPURIOUS);
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(leaf);
        assertThat(driver.events(Event.KVM_MMU_SET_SPTE)).isEmpty();
    }

    @Test
    void aFrozenEntryAtAnyLevelIsRetried() {
        for (int level = 4; level >= 1; level--) {
            startFault(privateGpa(GFN), PRIVATE_WRITE);
            linkMirror();
            driver.poke(vm.mirror(level, GFN), Spte.FROZEN);
            driver.run();
            assertRetry(RetryWhy.FROZEN);
            assertThat(driver.value(vm.mirror(level, GFN))).isEqualTo(Spte.FROZEN);
        }
    }

    @Test
    void anEntryThatAnotherThreadFrozeBetweenReadAndFreezeIsLost() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        runToFreeze();
        driver.poke(vm.mirror(4, GFN), Spte.FROZEN);
        driver.run();
        assertRetry(RetryWhy.LOST);
        assertThat(seamcalls()).isEmpty();
        assertThat(driver.events(Event.SPTE_ROLLED_BACK)).isEmpty();
    }

    @Test
    void aDirectEntryThatAnotherThreadChangedIsLost() {
        startFault(sharedGpa(SHARED), WRITE);
        runToFreeze();
        long table = MakeSpte.nonleaf(vm.kvm.tables().childPfn(vm.kvm.firstDirectRoot(), 4, SHARED));
        driver.poke(vm.direct(4, SHARED), table);
        driver.run();
        assertRetry(RetryWhy.LOST);
        assertThat(driver.value(vm.direct(4, SHARED))).isEqualTo(table);
        assertThat(driver.events(Event.KVM_TDP_MMU_SPTE_CHANGED)).isEmpty();
    }

    @Test
    void aDirectTableThatGoesAwayBeforeTheDescentIsRetried() {
        startFault(sharedGpa(SHARED), WRITE);
        long table = MakeSpte.nonleaf(vm.kvm.tables().childPfn(vm.kvm.firstDirectRoot(), 4, SHARED));
        driver.poke(vm.direct(4, SHARED), table);
        runToFreeze();
        driver.poke(vm.direct(4, SHARED), Spte.NONPRESENT);
        driver.run();
        assertRetry(RetryWhy.FROZEN);
    }

    @Test
    void aBusyModuleIsRetriedAndTheEntryIsAsBefore() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        vm.tdx.script(0, FakeTdx.BUSY);
        driver.run();
        assertRetry(RetryWhy.BUSY);
        assertThat(driver.value(vm.mirror(4, GFN))).isNotEqualTo(Spte.NONPRESENT);
        assertThat(driver.value(vm.mirror(3, GFN))).isEqualTo(Spte.NONPRESENT);
        assertThat(driver.events(Event.SPTE_ROLLED_BACK)).hasSize(1);
        assertThat(driver.events(Event.KVM_TDP_MMU_SPTE_CHANGED)).hasSize(1);
        assertThat(driver.events(Event.BUG_ON)).isEmpty();
    }

    @Test
    void aRefusalThatIsNotBusyBugsTheVmAndIsStillARetry() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        linkMirror();
        vm.tdx.script(FakeTdx.STATE_INCORRECT);
        driver.run();
        assertRetry(RetryWhy.BUGGED);
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(Spte.NONPRESENT);
        assertThat(driver.events(Event.BUG_ON)).containsExactly((long) BugOn.PAGE_AUG.ordinal());
        assertThat(driver.value(vm.kvm.words().dead())).isEqualTo(VmWords.BUGGED);
    }

    @Test
    void theEntryIsFrozenExactlyWhileTheModuleWorks() {
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        linkMirror();
        runToLock();
        driver.runWithout(TDX);
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(Spte.FROZEN);
        driver.deliver(FIRST, TDX);
        driver.deliver(FIRST, TDX);
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(Spte.FROZEN);
        driver.deliver(TDX, FIRST);
        assertThat(Spte.isLeaf(driver.value(vm.mirror(1, GFN)), 1)).isTrue();
        driver.run();
        assertResult(RetPf.FIXED);
    }

    // Kernels without the early test for a spurious fault.

    @Test
    void anOlderKernelRewritesALeafWithoutDirtyOnceThenFindsItEqual() {
        vm = TestVm.loaded(VmType.DEFAULT_VM, KernelVariant.KVM_6_12, 1);
        startFault(privateGpa(SHARED), WRITE);
        driver.run();
        long first = driver.value(vm.direct(1, SHARED));
        assertResult(RetPf.FIXED);
        HandDriver.World mapped = driver.save();
        startFault(privateGpa(SHARED), WRITE);
        copyTables(mapped);
        driver.run();
        assertResult(RetPf.FIXED);
        long second = driver.value(vm.direct(1, SHARED));
        assertThat(second).isEqualTo(first & ~Spte.DIRTY);
        mapped = driver.save();
        startFault(privateGpa(SHARED), WRITE);
        copyTables(mapped);
        driver.run();
        assertResult(RetPf.SPURIOUS);
        assertThat(driver.events(Event.KVM_MMU_SET_SPTE)).hasSize(1);
    }

    @Test
    void theSeedBugsTheVmIfASecondThreadComesToAMappedMirrorLeaf() {
        vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.SEED_2024, 1);
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        linkMirror();
        driver.poke(vm.mirror(1, GFN), 0x8600000000000b37L | vm.kvm.hostPages().gmemPfn(GFN) << 12);
        vm.tdx.script(FakeTdx.STATE_INCORRECT);
        driver.run();
        assertRetry(RetryWhy.BUGGED);
        assertThat(driver.events(Event.BUG_ON))
                .containsExactly((long) BugOn.MIRROR_REPLACED.ordinal(), (long) BugOn.PAGE_AUG.ordinal());
    }

    // VMs with one root.

    @Test
    void aSoftwareProtectedVmMapsPrivatePagesInItsOneRoot() {
        vm = TestVm.loaded(VmType.SW_PROTECTED_VM, KernelVariant.KVM_6_19, 1);
        startFault(privateGpa(GFN), WRITE);
        driver.run();
        assertResult(RetPf.FIXED);
        long pfn = vm.kvm.hostPages().gmemPfn(GFN);
        assertThat(driver.value(vm.direct(1, GFN))).isEqualTo(0x8600000000000b77L | pfn << 12);
    }

    @Test
    void anOrdinaryVmHasNoAttributes() {
        vm = TestVm.loaded(VmType.DEFAULT_VM, KernelVariant.KVM_6_19, 1);
        startFault(privateGpa(GFN), WRITE);
        driver.run();
        assertResult(RetPf.FIXED);
        long pfn = vm.kvm.hostPages().sharedPfn(GFN);
        assertThat(Spte.pfn(driver.value(vm.direct(1, GFN)))).isEqualTo(pfn);
    }

    private void invalidate(long inProgress, long start, long end, long seq) {
        long[] values = {seq, inProgress, start, end};
        for (Invalidate part : Invalidate.values()) {
            driver.poke(vm.kvm.words().lockless(part), values[part.ordinal()]);
            driver.poke(vm.kvm.words().locked(part), values[part.ordinal()]);
        }
    }

    private void linkMirror() {
        for (int level = 4; level > 1; level--) {
            driver.poke(vm.mirror(level, GFN), MakeSpte.nonleaf(vm.kvm.tables().childPfn(0, level, GFN)));
        }
        vm.tdx.link(GFN);
    }

    private void copyTables(HandDriver.World from) {
        for (int level = 4; level >= 1; level--) {
            long word = vm.direct(level, SHARED);
            driver.poke(word, from.memory().get(word));
        }
    }

    private List<String> seamcalls() {
        return driver.events().stream()
                .filter(e -> e.event() == Event.SEAMCALL_DONE)
                .map(e -> CallName.leaf(e.a()).number() + "@" + e.c() + "=" + e.d())
                .toList();
    }
}
