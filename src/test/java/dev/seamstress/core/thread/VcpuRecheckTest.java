package dev.seamstress.core.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: nothing that stands against an entry is overlooked. Method: every cell of a table, what appears against where
 * the entry is; each appears from outside, as if another thread had stored it, and no IPI follows.
 *
 * <p>About {@link VcpuEnterGuest}.
 */
class VcpuRecheckTest extends VcpuRig {
    /** Where the entry is: the last place from which the word is still read, and others before it. */
    private static final List<String> PLACES = List.of(
            "vcpu_enter_guest.IN_GUEST_MODE",
            "vcpu_enter_guest.SRCU_UNLOCK",
            "vcpu_enter_guest.RECHECK_MODE",
            "vcpu_enter_guest.RECHECK_REQUESTS",
            "vcpu_enter_guest.RECHECK_VM_DEAD",
            "vcpu_enter_guest.RECHECK_SIGNAL",
            "vcpu_enter_guest.WAIT_FOR_SEPT_ZAP");

    /** What appears; {@code lastSeen}: the last of the places at which the entry still finds it. */
    private enum Obstacle {
        KICK("RECHECK_MODE", OpResult.OK),
        TLB_FLUSH("RECHECK_REQUESTS", OpResult.OK),
        VM_DEAD("RECHECK_VM_DEAD", OpResult.VMDEAD),
        SIGNAL("RECHECK_SIGNAL", OpResult.EINTR),
        SEPT_ZAP("WAIT_FOR_SEPT_ZAP", OpResult.OK);

        private final String lastSeen;
        private final OpResult result;

        Obstacle(String lastSeen, OpResult result) {
            this.lastSeen = lastSeen;
            this.result = result;
        }

        boolean isSeenAt(String place) {
            boolean isOverwritten = this == KICK && place.endsWith(".IN_GUEST_MODE");
            return !isOverwritten && PLACES.indexOf(place) <= PLACES.indexOf("vcpu_enter_guest." + lastSeen);
        }
    }

    static List<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (VmType type : List.of(VmType.TDX_VM, VmType.DEFAULT_VM)) {
            for (Obstacle obstacle : Obstacle.values()) {
                for (String place : PLACES) {
                    boolean isTdOnly = obstacle == Obstacle.SEPT_ZAP || place.endsWith("WAIT_FOR_SEPT_ZAP");
                    if (type == VmType.TDX_VM || !isTdOnly) {
                        cells.add(Arguments.of(type, obstacle, place));
                    }
                }
            }
        }
        return cells;
    }

    @ParameterizedTest(name = "{0}: {1} at {2}")
    @MethodSource("cells")
    void anObstacleCancelsTheEntry(VmType type, Obstacle obstacle, String place) {
        vm = TestVm.zapped(type, KernelModel.of(KernelVariant.KVM_6_19), 1);
        start(plain(Kind.ENTER));
        runTo(place);
        HandDriver.World before = driver.save();
        put(obstacle);
        if (!obstacle.isSeenAt(place)) {
            driver.run();
            assertThat(told(Event.KVM_ENTRY)).as("too late for this entry").hasSize(1);
            return;
        }
        boolean isCancelled = false;
        for (int i = 0; i < 40 && !vcpu.isDone(); i++) {
            deliverNext();
            isCancelled |= mode() == VcpuMode.OUTSIDE_GUEST_MODE && srcuReaders() == 1;
            if (obstacle == Obstacle.SEPT_ZAP) {
                assertThat(told(Event.KVM_ENTRY)).isEmpty();
            }
            assertThat(told(Event.KVM_ENTRY).isEmpty() || isCancelled).isTrue();
        }
        assertThat(isCancelled).as("back in SRCU, outside").isTrue();
        driver.poke(vm.kvm.words().waitForSeptZap(), 0);
        driver.run();
        assertThat(results()).containsExactly(obstacle.result);
        assertThat(told(Event.KVM_ENTRY)).hasSize(obstacle.result == OpResult.OK ? 1 : 0);
        assertThat(driver.value(vcpu.mmu().words().request(VcpuRequest.TLB_FLUSH)))
                .as("served")
                .isZero();
        assertThat(srcuReaders()).isZero();
        assertThat(mode()).isEqualTo(VcpuMode.OUTSIDE_GUEST_MODE);

        driver.restore(before);
        driver.run();
        assertThat(results()).as("without it").containsExactly(OpResult.OK);
        assertThat(told(Event.KVM_ENTRY)).hasSize(1);
    }

    private void put(Obstacle obstacle) {
        switch (obstacle) {
            case KICK -> driver.poke(vcpu.mmu().words().mode(), VcpuMode.EXITING_GUEST_MODE.ordinal());
            case TLB_FLUSH -> driver.poke(vcpu.mmu().words().request(VcpuRequest.TLB_FLUSH), 1);
            case VM_DEAD -> driver.poke(vm.kvm.words().dead(), VmWords.KILLED);
            case SIGNAL -> driver.poke(vcpu.mmu().words().signal(), 1);
            case SEPT_ZAP -> driver.poke(vm.kvm.words().waitForSeptZap(), 1);
        }
    }

    private long srcuReaders() {
        return driver.value(vcpu.mmu().words().srcuReaders());
    }

    static List<String> places() {
        return PLACES;
    }

    /** One that comes after the last look is served at the next entry, which an IPI brings about. */
    @ParameterizedTest
    @MethodSource("places")
    void aRequestIsServedByTheEntryAfterIt(String place) {
        vm = TestVm.zapped(VmType.TDX_VM, KernelModel.of(KernelVariant.KVM_6_19), 1);
        start(plain(Kind.ENTER), plain(Kind.ENTER));
        runTo(place);
        driver.poke(vcpu.mmu().words().request(VcpuRequest.TLB_FLUSH), 1);
        driver.run();
        assertThat(driver.value(vcpu.mmu().words().request(VcpuRequest.TLB_FLUSH)))
                .isZero();
        assertThat(results()).containsOnly(OpResult.OK);
    }
}
