package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.Residence;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VmType;
import org.junit.jupiter.api.Test;

/**
 * Goal: the entry of the guest, and exits to userspace. Method: one vCPU, driven by hand, with a fake module.
 *
 * <p>About {@link VcpuEnterGuest} and {@link VcpuRun}.
 */
class VcpuEntryTest extends VcpuRig {
    // Entry.

    @Test
    void aBusyVpEnterIsTriedAgain() {
        start(plain(Kind.ENTER));
        vm.tdx.script(FakeTdx.BUSY, FakeTdx.BUSY);
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(told(Event.KVM_ENTRY, Event.KVM_EXIT))
                .containsExactly(
                        Event.KVM_ENTRY,
                        Event.KVM_EXIT,
                        Event.KVM_ENTRY,
                        Event.KVM_EXIT,
                        Event.KVM_ENTRY,
                        Event.KVM_EXIT);
        assertThat(driver.value(vcpu.mmu().words().srcuReaders())).isZero();
    }

    @Test
    void enterEndsWithAnInterruptAndGivesTheModuleItsHoldsBack() {
        start(plain(Kind.ENTER), plain(Kind.ENTER));
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(told(Event.KVM_ENTRY, Event.KVM_EXIT))
                .containsExactly(Event.KVM_ENTRY, Event.KVM_EXIT, Event.KVM_ENTRY, Event.KVM_EXIT);
        assertThat(driver.value(vm.residence.word())).isEqualTo(2 * Residence.exitDelta(1));
        assertThat(mode()).isEqualTo(VcpuMode.OUTSIDE_GUEST_MODE);
    }

    @Test
    void aColumnThatIsOverLeavesTheGuest() {
        start(on(Kind.ACCEPT, GFN), on(Kind.ACCEPT, GFN), on(Kind.READ, GFN));
        driver.run();
        assertThat(results()).containsExactly(OpResult.OK, OpResult.ALREADY, OpResult.OK);
        assertThat(vcpu.isInGuest()).isFalse();
        assertThat(driver.value(vm.residence.word())).isEqualTo(Residence.exitDelta(1));
    }

    @Test
    void aVpEnterThatFailsLeavesToUserspace() {
        start(plain(Kind.ENTER));
        vm.tdx.script(FakeTdx.STATE_INCORRECT);
        driver.run();
        assertThat(results()).containsOnly(OpResult.FAILED);
        assertThat(mode()).isEqualTo(VcpuMode.OUTSIDE_GUEST_MODE);
    }

    @Test
    void noEntryWhileAZapWaits() {
        start(plain(Kind.ENTER));
        driver.poke(vm.kvm.words().waitForSeptZap(), 1);
        for (int i = 0; i < 40; i++) {
            int[] next = driver.enabled().get(0);
            driver.deliver(next[0], next[1]);
        }
        assertThat(told(Event.KVM_ENTRY)).as("refused before it is traced").isEmpty();
        driver.poke(vm.kvm.words().waitForSeptZap(), 0);
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
    }

    @Test
    void aVmThatDiesAfterTheFirstTestIsSeenByTheSecond() {
        start(plain(Kind.ENTER));
        while (mode() != VcpuMode.IN_GUEST_MODE) {
            driver.deliver(FIRST, FIRST);
        }
        driver.poke(vm.kvm.words().dead(), 1);
        driver.run();
        assertThat(results()).containsOnly(OpResult.VMDEAD);
        assertThat(told(Event.KVM_ENTRY)).isEmpty();
        assertThat(mode()).isEqualTo(VcpuMode.OUTSIDE_GUEST_MODE);
    }

    @Test
    void aKickBetweenModeAndRecheckCancelsTheEntry() {
        vm = TestVm.kicked(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        start(plain(Kind.ENTER));
        while (mode() != VcpuMode.IN_GUEST_MODE) {
            driver.deliver(FIRST, FIRST);
        }
        driver.poke(vcpu.mmu().words().mode(), VcpuMode.EXITING_GUEST_MODE.ordinal());
        driver.run();
        assertThat(told(Event.KVM_ENTRY)).hasSize(1);
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(told(Event.KVM_EXIT)).hasSize(1);
    }

    @Test
    void loadTakesRootsAndDoesNotEnter() {
        vm = TestVm.bare(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        assertThat(run(plain(Kind.LOAD), plain(Kind.LOAD))).containsOnly(OpResult.OK);
        assertThat(told(Event.ROOT_INSERTED)).hasSize(2);
        assertThat(told(Event.KVM_ENTRY)).isEmpty();
        assertThat(vcpu.isInGuest()).isFalse();
        assertThat(driver.value(vcpu.mmu().words().srcuReaders())).isZero();
    }

    @Test
    void anEntryLoadsWhatIsMissing() {
        vm = TestVm.bare(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        assertThat(run(on(Kind.ACCEPT, GFN))).containsOnly(OpResult.OK);
        assertThat(told(Event.ROOT_INSERTED)).hasSize(2);
    }

    // Memory faults.

    @Test
    void aPrivateAccessToASharedGfnIsAMemoryFault() {
        assertThat(run(on(Kind.WRITE, SHARED))).containsOnly(OpResult.MEMFAULT);
        HandDriver.Told exit = driver.events().stream()
                .filter(e -> e.event() == Event.KVM_USERSPACE_EXIT)
                .findFirst()
                .orElseThrow();
        assertThat(exit.a()).isEqualTo(39);
        assertThat(exit.b()).isEqualTo(-14);
        assertThat(vcpu.isInGuest()).isFalse();
    }

    @Test
    void rerunGoesOnOnceTheAttributeFits() {
        onFault = Program.OnFault.RERUN;
        start(on(Kind.FAULT, GFN), on(Kind.ACCEPT, GFN));
        driver.poke(vm.kvm.attributes().word(GFN), Attributes.SHARED);
        while (told(Event.MEMORY_FAULT).size() < 3) {
            int[] next = driver.enabled().get(0);
            driver.deliver(next[0], next[1]);
        }
        driver.poke(vm.kvm.attributes().word(GFN), Attributes.PRIVATE);
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(told(Event.KVM_PAGE_FAULT)).hasSize(4);
    }
}
