package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.HOLE;
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
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the map meets on its way down, and what it leaves behind: every result of a fault that gets as far as the lock,
 * and every reason to give up.
 *
 * <p>About {@link TdpMmuMap} and {@link MmuCaches}.
 */
class MapTransitionTest extends FaultRig {
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
    void theCachesAreFilledBeforeTheLock() {
        MmuCaches caches = vm.vcpus.get(0).caches();
        assertThat(caches.isEnough()).isFalse();
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        runToLock();
        assertThat(caches.isEnough()).isTrue();
        driver.run();
        assertThat(driver.events(Event.WARN_ON)).isEmpty();
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
        assertThat(driver.events(Event.LEAF_INSTALLED)).as("no page").isEmpty();
    }

    private void mapReadonly() {
        for (int level = 4; level > 1; level--) {
            long pfn = vm.kvm.tables().childPfn(vm.kvm.firstDirectRoot(), level, SHARED);
            driver.poke(vm.direct(level, SHARED), MakeSpte.nonleaf(pfn));
        }
        driver.poke(vm.direct(1, SHARED), leaf(false));
    }

    private long leaf(boolean isWritable) {
        return MakeSpte.leaf(vm.kvm.hostPages().sharedPfn(SHARED), new MakeSpte.Leaf(isWritable, false, false, false));
    }

    @Test
    void aLeafThatRefusesTheAccessIsReplaced() {
        startFault(sharedGpa(SHARED), Pferr.PRESENT | WRITE);
        mapReadonly();
        driver.run();
        assertResult(RetPf.FIXED);
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(leaf(true));
    }

    @Test
    void aPrefaultIsContentWithAnyLeaf() {
        VcpuMmu vcpu = vm.vcpus.get(0);
        thread = new Caller(FIRST, vcpu, () -> PageFaultHandler.prefetch(vm.kvm, vcpu, sharedGpa(SHARED), WRITE));
        driver = vm.driver(List.of(thread));
        mapReadonly();
        driver.run();
        assertResult(RetPf.SPURIOUS);
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(leaf(false));
    }

    /** No exit says one thing by its address and another by its bits, so the fault is made by hand. */
    @ParameterizedTest
    @CsvSource({"KVM_6_19, true", "SEED_2024, false"})
    void theRootIsChosenByTheAddressAndByTheSeedByTheKindOfAccess(KernelVariant model, boolean isByAddress) {
        vm = TestVm.loaded(VmType.TDX_VM, model, 1);
        startFault(privateGpa(SHARED), WRITE);
        driver.run();
        assertThat(driver.value(vm.mirror(4, SHARED)) != Spte.NONPRESENT).isEqualTo(isByAddress);
        assertThat(driver.value(vm.direct(4, SHARED)) != Spte.NONPRESENT).isEqualTo(!isByAddress);
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
    void theSeedTakesAMappedMirrorLeafForWhatItWouldWrite() {
        vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.SEED_2024, 1);
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        linkMirror();
        driver.poke(vm.mirror(1, GFN), 0x8600000000000b37L | vm.kvm.hostPages().gmemPfn(GFN) << 12);
        driver.run();
        assertResult(RetPf.SPURIOUS);
        assertThat(driver.events(Event.BUG_ON)).isEmpty();
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
}
