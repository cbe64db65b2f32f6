package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.Explorer;
import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.vm.VmType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: a signal ends KVM_RUN wherever the kernel looks for it, and only there; a kick does not. Method: a signal at
 * named places, then in all schedules.
 *
 * <p>About {@link VcpuRun} and {@link TdxHandleEptViolation}.
 */
class VcpuSignalTest extends VcpuRig {
    private static final long INTERRUPT = 1;
    private static final long EXIT_INTR = 10;
    private static final PokeOp SIGNAL = new PokeOp(PokeOp.Kind.SIGNAL, 0);
    private static final PokeOp KICK = new PokeOp(PokeOp.Kind.KICK, 0);

    private HostThread host;

    @BeforeEach
    void makeAVmWhoseVcpuIsKicked() {
        vm = TestVm.kicked(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
    }

    private void start(PokeOp poke, ThreadOp... ops) {
        host = host(poke);
        start(List.of(ops), List.of(host));
    }

    /** The host's thread does its one operation, and the interrupt arrives if there is one. */
    private void poke() {
        driver.deliver(OTHER, OTHER);
        assertThat(results(host)).containsOnly(OpResult.OK);
        if (driver.isEnabled(OTHER, FIRST)) {
            driver.deliver(OTHER, FIRST);
        }
    }

    private void assertInterrupted(int times) {
        assertThat(all(Event.KVM_USERSPACE_EXIT)).hasSize(times).allSatisfy(exit -> {
            assertThat(exit.a()).isEqualTo(EXIT_INTR);
            assertThat(exit.b()).isEqualTo(-4);
        });
        assertThat(driver.value(vcpu.mmu().words().signal())).as("handled").isZero();
        assertThat(driver.value(vcpu.mmu().words().srcuReaders())).isZero();
    }

    @ParameterizedTest(name = "{0}, at {1}: {2} entries in all")
    @CsvSource({
        "before KVM_RUN, vcpu_enter_guest.TLB_FLUSH, 2",
        "before the mode, vcpu_enter_guest.IN_GUEST_MODE, 2",
        "before the look, vcpu_enter_guest.RECHECK_SIGNAL, 2",
        "in VP.ENTER, vcpu_enter_guest.RETURNED, 3",
        "in the guest, guest_run.BOUNDARY, 3",
        "in ACCEPT, guest_accept.RETURNED, 2",
        "waiting for mmu_lock, kvm_mmu_page_fault.LOCKED, 2",
        "in a SEAMCALL, set_external_spte.RETURNED, 2",
        "in the run loop, vcpu_run.WORK, 2",
    })
    void aSignalEndsKvmRun(String name, String step, int entries) {
        for (Program.OnFault policy : Program.OnFault.values()) {
            makeAVmWhoseVcpuIsKicked();
            onFault = policy;
            start(SIGNAL, on(Kind.ACCEPT, GFN), on(Kind.ACCEPT, GFN));
            runTo(step);
            poke();
            driver.run();
            boolean isStopped = policy == Program.OnFault.STOP;
            assertThat(results().get(0)).as(name).isEqualTo(isStopped ? OpResult.EINTR : OpResult.OK);
            assertThat(results().get(1)).as("a new KVM_RUN").isIn(OpResult.OK, OpResult.ALREADY);
            assertInterrupted(1);
            assertThat(all(Event.KVM_ENTRY)).as(name + " " + policy).hasSize(entries);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KernelVariant.class,
            names = {"KVM_6_19", "SEED_2024"})
    void theRetryLoopEndsForASignal(KernelVariant model) {
        vm = TestVm.kicked(VmType.TDX_VM, model, 1);
        long[] busy = new long[40];
        Arrays.fill(busy, FakeTdx.BUSY);
        busy[0] = 0;
        vm.tdx.script(busy);
        start(SIGNAL, on(Kind.ACCEPT, GFN), on(Kind.ACCEPT, GFN));
        // The seed has no loop: after the first it enters the guest to fault again, and is refused there too.
        int retries = model == KernelVariant.SEED_2024 ? 1 : 3;
        while (all(Event.FAULT_RETRY).size() < retries) {
            deliverNext();
        }
        int entries = all(Event.KVM_ENTRY).size();
        poke();
        while (driver.value(vcpu.results().row(0)) == 0) {
            deliverNext();
        }
        assertThat(all(Event.KVM_ENTRY)).as("not entered").hasSizeLessThanOrEqualTo(entries);
        assertThat(all(Event.FAULT_RETRY)).as("not tried again").hasSize(retries);
        driver.run();
        assertThat(results()).containsExactly(OpResult.EINTR, OpResult.OK);
        assertInterrupted(1);
    }

    /** The fault is over when KVM_RUN is called again: the access is not made a second time. */
    @Test
    void aFaultThatASignalEndsIsNotAccessedAgain() {
        onFault = Program.OnFault.RERUN;
        start(SIGNAL, on(Kind.FAULT, GFN));
        runTo("kvm_mmu_page_fault.LOCKED");
        poke();
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(all(Event.KVM_PAGE_FAULT)).hasSize(1);
        assertInterrupted(1);
    }

    @Test
    void aSignalAfterTheLastOperationStays() {
        start(SIGNAL, plain(Kind.ENTER));
        while (!vcpu.isDone()) {
            deliverNext();
        }
        poke();
        driver.run();
        assertThat(driver.value(vcpu.mmu().words().signal())).isOne();
        assertThat(all(Event.KVM_USERSPACE_EXIT)).isEmpty();
    }

    @ParameterizedTest(name = "a kick {0}: kicked {2}")
    @CsvSource({
        "outside, vcpu_enter_guest.IN_GUEST_MODE, false, 2",
        "after the mode, vcpu_enter_guest.RECHECK_MODE, true, 2",
        "after the look at the mode, vcpu_enter_guest.RECHECK_REQUESTS, true, 3",
        "in the guest, guest_run.BOUNDARY, true, 3",
        "in ACCEPT, guest_accept.RETURNED, true, 2",
        "waiting for mmu_lock, kvm_mmu_page_fault.LOCKED, false, 2",
    })
    void aKickDoesNotEndKvmRun(String name, String step, boolean isKicked, int entries) {
        start(KICK, on(Kind.ACCEPT, GFN));
        runTo(step);
        poke();
        assertThat(all(Event.VCPU_KICKED)).as(name).hasSize(isKicked ? 1 : 0);
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(all(Event.KVM_USERSPACE_EXIT)).isEmpty();
        assertThat(all(Event.KVM_ENTRY)).hasSize(entries);
        assertThat(all(Event.KVM_EXIT).stream().map(HandDriver.Told::a)).contains(INTERRUPT);
    }

    @Test
    void aSecondKickDoesNothing() {
        host = host(KICK, KICK);
        start(List.of(plain(Kind.ENTER)), List.of(host));
        runTo("guest_run.BOUNDARY");
        driver.deliver(OTHER, OTHER);
        driver.deliver(OTHER, OTHER);
        assertThat(all(Event.VCPU_KICKED)).hasSize(1);
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
    }

    @ParameterizedTest
    @EnumSource(PokeOp.Kind.class)
    void aVcpuThatNoThreadRunsIsNotDisturbed(PokeOp.Kind kind) {
        start(new PokeOp(kind, 7), plain(Kind.ENTER));
        driver.deliver(OTHER, OTHER);
        assertThat(results(host)).containsOnly(OpResult.OK);
        assertThat(driver.isEnabled(OTHER, FIRST)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Program.OnFault.class)
    void inEverySchedule(Program.OnFault policy) {
        onFault = policy;
        host = host(SIGNAL, KICK, SIGNAL);
        start(List.of(plain(Kind.ENTER), plain(Kind.ENTER)), List.of(host));
        Set<OpResult> seen = EnumSet.noneOf(OpResult.class);
        new Explorer(driver).explore(100_000, () -> {}, () -> {
            assertThat(vcpu.isDone() && host.isDone()).isTrue();
            assertThat(vcpu.interrupts().isPending()).isFalse();
            seen.addAll(results());
        });
        assertThat(seen)
                .isEqualTo(
                        policy == Program.OnFault.STOP
                                ? EnumSet.of(OpResult.OK, OpResult.EINTR)
                                : EnumSet.of(OpResult.OK));
    }

    // The loop and a dead VM.

    @ParameterizedTest(name = "{0}: ends {1}")
    @CsvSource({"'', true", "b23-no-vm-dead-test, false"})
    void theRetryLoopLooksForADeadVm(String planted, boolean isEnded) {
        List<String> changes = planted.isEmpty() ? List.of() : List.of(planted);
        assertThat(Mutation.named("b23-no-vm-dead-test").orElseThrow().isBuilt())
                .isTrue();
        vm = TestVm.kicked(VmType.TDX_VM, KernelModel.of(KernelVariant.KVM_6_19, changes), 1);
        long[] refused = new long[400];
        Arrays.fill(refused, FakeTdx.STATE_INCORRECT);
        refused[0] = 0;
        vm.tdx.script(refused);
        start(on(Kind.FAULT, GFN));
        for (int i = 0; i < 400 && !driver.enabled().isEmpty(); i++) {
            deliverNext();
        }
        assertThat(vcpu.isDone()).isEqualTo(isEnded);
        assertThat(all(Event.FAULT_RETRY)).hasSizeGreaterThanOrEqualTo(isEnded ? 1 : 10);
    }
}
