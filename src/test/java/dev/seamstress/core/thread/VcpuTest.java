package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.HOLE;
import static dev.seamstress.core.TestVm.READONLY;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.Residence;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * One vCPU from its first operation to its last: entries, exits, accesses on both sides, and every result.
 *
 * <p>About {@link VcpuRun}, {@link TdxHandleEptViolation} and {@code PageFaultHandler}.
 */
class VcpuTest extends VcpuRig {
    // Private memory of a TD.

    private void slotBecomes(long gfn, Slot.State state) {
        int slot = vm.kvm.slots().find(gfn);
        long word = vm.kvm.slots().word(slot);
        driver.poke(word, vm.kvm.slots().with(driver.value(word), slot, state));
    }

    private void deliver(int steps) {
        for (int i = 0; i < steps; i++) {
            int[] next = driver.enabled().get(0);
            driver.deliver(next[0], next[1]);
        }
    }

    @Test
    void faultMapsThePageAndEntersAgain() {
        assertThat(run(on(Kind.FAULT, GFN))).containsExactly(OpResult.OK);
        assertThat(told(Event.KVM_ENTRY, Event.KVM_EXIT, Event.KVM_PAGE_FAULT, Event.FAULT_DONE))
                .containsExactly(
                        Event.KVM_ENTRY,
                        Event.KVM_EXIT,
                        Event.KVM_PAGE_FAULT,
                        Event.FAULT_DONE,
                        Event.KVM_ENTRY,
                        Event.KVM_EXIT);
        assertThat(told(Event.GUEST_ACCESS)).as("the access is not retried").isEmpty();
        assertThat(vcpu.isInGuest()).as("its column is over").isFalse();
        assertThat(mode()).isEqualTo(VcpuMode.OUTSIDE_GUEST_MODE);
        assertThat(driver.value(vm.residence.word())).isEqualTo(Residence.exitDelta(1));
        assertThat(driver.value(vcpu.mmu().words().srcuReaders())).isZero();
    }

    @Test
    void aPrivateFaultIsTracedAsAWriteWithoutTheSharedBit() {
        run(on(Kind.FAULT, GFN));
        HandDriver.Told fault = driver.events().stream()
                .filter(e -> e.event() == Event.KVM_PAGE_FAULT)
                .findFirst()
                .orElseThrow();
        assertThat(fault.a()).isEqualTo(GFN << 12);
        assertThat(fault.b()).isEqualTo(2);
    }

    @Test
    void acceptFaultsThenAcceptsAndAWriteCanBeRead() {
        assertThat(run(on(Kind.ACCEPT, GFN), on(Kind.READ, GFN), on(Kind.WRITE, GFN), on(Kind.READ, GFN)))
                .containsOnly(OpResult.OK);
        assertThat(contents(0)).isZero();
        assertThat(contents(1)).isNotZero().isEqualTo(contents(2));
        assertThat(told(Event.KVM_EXIT))
                .as("the fault, and the interrupt at the end")
                .hasSize(2);
    }

    /** The instruction is executed again, as often as it takes; the guest sees nothing of it. */
    @Test
    void anAcceptThatAnInterruptCutsShortGoesOn() {
        vm.tdx.interruptsAccepts(3);
        assertThat(run(on(Kind.ACCEPT, GFN), on(Kind.READ, GFN))).containsOnly(OpResult.OK);
    }

    @Test
    void acceptOfAnAcceptedPageIsAlready() {
        assertThat(run(on(Kind.ACCEPT, GFN), on(Kind.ACCEPT, GFN))).containsExactly(OpResult.OK, OpResult.ALREADY);
    }

    @Test
    void touchingAPendingPageKillsTheVm() {
        assertThat(run(on(Kind.FAULT, GFN), on(Kind.READ, GFN), on(Kind.READ, GFN)))
                .containsExactly(OpResult.OK, OpResult.PENDING, OpResult.VMDEAD);
        assertThat(told(Event.VM_DEAD)).hasSize(1);
        assertThat(told(Event.BUG_ON)).isEmpty();
        assertThat(told(Event.KVM_PAGE_FAULT)).as("none for the second").hasSize(1);
        assertThat(mode()).isEqualTo(VcpuMode.OUTSIDE_GUEST_MODE);
        assertThat(vcpu.isInGuest()).isFalse();
    }

    @Test
    void aReadOfUntouchedMemoryFaultsItInThenFindsItPending() {
        assertThat(run(on(Kind.READ, GFN))).containsExactly(OpResult.PENDING);
    }

    @Test
    void faultOnAPendingPageIsSpurious() {
        assertThat(run(on(Kind.FAULT, GFN), on(Kind.FAULT, GFN))).containsOnly(OpResult.OK);
        assertThat(driver.events().stream()
                        .filter(e -> e.event() == Event.FAULT_DONE)
                        .map(HandDriver.Told::b))
                .containsExactly(5L, 6L);
    }

    @Test
    void faultOnAnAcceptedPageRetires() {
        assertThat(run(on(Kind.ACCEPT, GFN), on(Kind.FAULT, GFN))).containsOnly(OpResult.OK);
        assertThat(told(Event.GUEST_ACCESS)).hasSize(1);
    }

    @Test
    void aBusyModuleIsRetriedWithoutEntering() {
        start(on(Kind.FAULT, GFN));
        vm.tdx.script(0, FakeTdx.BUSY, 0, FakeTdx.BUSY);
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(told(Event.FAULT_RETRY)).hasSize(2);
        assertThat(told(Event.KVM_PAGE_FAULT)).as("once per exit").hasSize(1);
        assertThat(told(Event.KVM_ENTRY)).hasSize(2);
    }

    @Test
    void theSeedEntersTheGuestToRetry() {
        vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.SEED_2024, 1);
        start(on(Kind.ACCEPT, GFN));
        vm.tdx.script(0, FakeTdx.BUSY);
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(told(Event.KVM_PAGE_FAULT)).hasSize(2);
        assertThat(told(Event.KVM_ENTRY)).hasSize(3);
    }

    @Test
    void aRefusedSeamcallKillsTheVmThroughTheRetryLoop() {
        start(on(Kind.FAULT, GFN), on(Kind.FAULT, GFN));
        vm.tdx.script(0, FakeTdx.STATE_INCORRECT);
        driver.run();
        assertThat(results()).containsExactly(OpResult.VMDEAD, OpResult.VMDEAD);
        assertThat(told(Event.BUG_ON)).hasSize(1);
        assertThat(told(Event.KVM_USERSPACE_EXIT)).hasSize(1);
    }

    // The invalid slot and the local loop.

    @Test
    void aNewKernelLeavesTheLoopWhenTheSlotIsInvalid() {
        for (KernelVariant model : List.of(KernelVariant.KVM_6_16, KernelVariant.KVM_6_18)) {
            vm = TestVm.loaded(VmType.TDX_VM, model, 1);
            start(on(Kind.ACCEPT, GFN));
            slotBecomes(GFN, Slot.State.INVALID);
            deliver(200);
            boolean leaves = model == KernelVariant.KVM_6_18;
            assertThat(told(Event.KVM_ENTRY).size() > 1).as(model.id()).isEqualTo(leaves);
            assertThat(told(Event.FAULT_RETRY)).hasSizeGreaterThan(3);
        }
    }

    /** Only a private fault is repeated in the exit handler, which here would never leave it. */
    @Test
    void aSharedFaultThatIsRetriedEntersTheGuest() {
        vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.KVM_6_16, 1);
        start(shared(Kind.WRITE, SHARED));
        slotBecomes(SHARED, Slot.State.INVALID);
        deliver(200);
        int retries = told(Event.FAULT_RETRY).size();
        assertThat(retries).isGreaterThan(3);
        assertThat(told(Event.KVM_PAGE_FAULT)).as("an exit each").hasSizeBetween(retries, retries + 1);
    }

    // Shared memory.

    @Test
    void sharedMemoryFaultsInAndRetires() {
        assertThat(run(shared(Kind.WRITE, SHARED), shared(Kind.READ, SHARED))).containsOnly(OpResult.OK);
        assertThat(contents(0)).isEqualTo(contents(1)).isNotZero();
        assertThat(told(Event.KVM_EXIT))
                .as("the fault, and the interrupt at the end")
                .hasSize(2);
        HandDriver.Told fault = driver.events().stream()
                .filter(e -> e.event() == Event.KVM_PAGE_FAULT)
                .findFirst()
                .orElseThrow();
        assertThat(fault.a()).isEqualTo(TestVm.sharedGpa(SHARED));
    }

    @Test
    void aTdsAccessToSharedMemoryWithoutASlotIsMmio() {
        assertThat(run(shared(Kind.READ, HOLE))).containsOnly(OpResult.MMIO);
        assertThat(told(Event.MARK_MMIO_SPTE)).hasSize(1);
        assertThat(told(Event.KVM_EXIT))
                .as("the fault, and the interrupt at the end")
                .hasSize(2);
    }

    @Test
    void executingSharedMemoryBugsATd() {
        assertThat(run(shared(Kind.EXEC, SHARED))).containsOnly(OpResult.VMDEAD);
        assertThat(told(Event.BUG_ON)).hasSize(1);
    }

    @Test
    void aSharedAccessToPrivateMemoryIsAMemoryFault() {
        assertThat(run(shared(Kind.READ, GFN))).containsOnly(OpResult.MEMFAULT);
    }

    // VMs without a module.

    @Test
    void anOrdinaryVmNeedsNoModule() {
        vm = TestVm.loaded(VmType.DEFAULT_VM, KernelVariant.KVM_6_12, 1);
        assertThat(run(on(Kind.WRITE, GFN), on(Kind.READ, GFN), on(Kind.EXEC, SHARED)))
                .containsOnly(OpResult.OK);
        assertThat(contents(0)).isEqualTo(contents(1));
        assertThat(told(Event.SEAMCALL_DONE)).isEmpty();
    }

    @Test
    void anOrdinaryVmsHoleIsMmioAtTheFirstAccessAndAtTheSecond() {
        vm = TestVm.loaded(VmType.DEFAULT_VM, KernelVariant.KVM_6_19, 1);
        assertThat(run(on(Kind.READ, HOLE), on(Kind.READ, HOLE))).containsOnly(OpResult.MMIO);
        assertThat(told(Event.MARK_MMIO_SPTE, Event.HANDLE_MMIO_PAGE_FAULT))
                .containsExactly(Event.MARK_MMIO_SPTE, Event.HANDLE_MMIO_PAGE_FAULT);
    }

    @Test
    void aSoftwareProtectedVmTakesPrivatePagesFromGuestMemfd() {
        vm = TestVm.loaded(VmType.SW_PROTECTED_VM, KernelVariant.KVM_6_19, 1);
        assertThat(run(on(Kind.WRITE, GFN), on(Kind.WRITE, SHARED))).containsOnly(OpResult.OK);
        assertThat(driver.value(
                        vm.kvm.hostPages().contentWord(vm.kvm.hostPages().gmemPfn(GFN))))
                .isNotZero();
        assertThat(driver.value(
                        vm.kvm.hostPages().contentWord(vm.kvm.hostPages().gmemPfn(SHARED))))
                .isZero();
    }

    @Test
    void aReadonlyPageIsReadable() {
        vm = TestVm.loaded(VmType.DEFAULT_VM, KernelVariant.KVM_6_19, 1);
        assertThat(run(on(Kind.READ, READONLY), on(Kind.EXEC, READONLY))).containsOnly(OpResult.OK);
        assertThat(told(Event.KVM_EXIT))
                .as("the fault, and the interrupt at the end")
                .hasSize(2);
    }
}
