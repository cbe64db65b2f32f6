package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.Explorer;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.mmu.KvmVmDead;
import dev.seamstress.core.mmu.MakeAllCpusRequest;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.vm.Tlb;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VmType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: who asks all vCPUs to leave the guest is told no earlier than they have left, and is told. Method: every
 * schedule of a vCPU that enters and runs, and of threads that ask; a watcher, which is part of the state, notes
 * between deliveries who has been outside since which request.
 */
class KickExploreTest extends VcpuRig {
    private static final int LIMIT = 200_000;

    private final List<Requester> requesters = new ArrayList<>();
    private final Set<Event> seen = EnumSet.noneOf(Event.class);
    private Watcher watcher;

    /** Looks at the world after each delivery. Gets no messages. */
    private final class Watcher extends Machine {
        private final boolean[] wasOutside;
        private final int[] done;
        private boolean isBroken;

        Watcher(int id, int requesters) {
            super(id, "watcher");
            wasOutside = new boolean[requesters];
            done = new int[requesters];
        }

        void look() {
            boolean isOutside = mode() == VcpuMode.OUTSIDE_GUEST_MODE;
            for (int i = 0; i < done.length; i++) {
                Requester requester = requesters.get(i);
                if (requester.done() != done[i]) {
                    isBroken |= !wasOutside[i] && !isOutside;
                    done[i] = requester.done();
                    wasOutside[i] = false;
                }
                wasOutside[i] |= requester.isCalling() && isOutside;
            }
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            throw new AssertionError("nobody knows it");
        }

        @Override
        public void fields(Fields f) {
            isBroken = f.flag("broken", isBroken);
            for (int i = 0; i < done.length; i++) {
                done[i] = f.count("done", done[i]);
                wasOutside[i] = f.flag("outside", wasOutside[i]);
            }
        }
    }

    private void startAgainst(int threads, int calls, Supplier<Procedure> callee, ThreadOp... ops) {
        List<Machine> others = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            requesters.add(new Requester(OTHER + i, calls, callee));
        }
        watcher = new Watcher(OTHER + threads, threads);
        others.addAll(requesters);
        others.add(watcher);
        start(List.of(ops), others);
        driver.setAfterEach(watcher::look);
    }

    private int explore(Runnable check) {
        return new Explorer(driver)
                .explore(
                        LIMIT,
                        () -> {
                            driver.events().forEach(told -> seen.add(told.event()));
                            assertThat(watcher.isBroken).as("told too early").isFalse();
                            check.run();
                        },
                        () -> {
                            assertThat(vcpu.isDone()).isTrue();
                            assertThat(requesters).allMatch(Requester::isDone);
                            assertThat(vcpu.interrupts().isPending()).isFalse();
                        });
    }

    /** The tables above the page are there, so that only its leaf is missing. */
    private void linkMirror() {
        for (int level = 4; level > 1; level--) {
            driver.poke(vm.mirror(level, GFN), MakeSpte.nonleaf(vm.kvm.tables().childPfn(0, level, GFN)));
        }
        vm.tdx.link(GFN);
    }

    private Supplier<Procedure> request(VcpuRequest request) {
        return () -> new MakeAllCpusRequest(vm.kvm, request);
    }

    @ParameterizedTest
    @EnumSource(VcpuRequest.class)
    void twoRequestsOfAVcpuThatAccessesTwice(VcpuRequest request) {
        vm = TestVm.kicked(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        vm.kvm.freezeUnwritten(vm.map);
        startAgainst(1, 2, request(request), on(Kind.ACCEPT, GFN), on(Kind.READ, GFN));
        linkMirror();
        explore(() -> {});
        assertThat(seen).contains(Event.VCPU_KICKED, Event.KICK_DONE).doesNotContain(Event.BUG_ON);
    }

    @Test
    void twoRequestsOfAVcpuThatEntersTwice() {
        vm = TestVm.kicked(VmType.DEFAULT_VM, KernelVariant.KVM_6_19, 1);
        startAgainst(1, 2, request(VcpuRequest.OUTSIDE_GUEST_MODE), plain(Kind.ENTER), plain(Kind.ENTER));
        assertThat(explore(() -> {})).as("states").isEqualTo(423);
        assertThat(seen).contains(Event.VCPU_KICKED);
    }

    @Test
    void twoKickersAtOnce() {
        vm = TestVm.kicked(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        startAgainst(2, 1, request(VcpuRequest.OUTSIDE_GUEST_MODE), plain(Kind.ENTER), plain(Kind.ENTER));
        assertThat(explore(() -> {})).as("states").isEqualTo(2528);
        assertThat(seen).contains(Event.VCPU_KICKED);
    }

    /** The net catches: a kick does not wait, so the asker goes on while the guest runs. */
    @Test
    void aKickDoesNotWait() {
        vm = TestVm.kicked(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        startAgainst(1, 1, () -> new KvmVcpuKick(vm.kvm, 0), plain(Kind.ENTER), plain(Kind.ENTER));
        assertThatThrownBy(() -> explore(() -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("told too early");
    }

    @Test
    void nobodyIsInTheGuestOfADeadVm() {
        vm = TestVm.kicked(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        startAgainst(1, 1, () -> new KvmVmDead(vm.kvm), on(Kind.ACCEPT, GFN), on(Kind.READ, GFN));
        linkMirror();
        Set<OpResult> last = EnumSet.noneOf(OpResult.class);
        explore(() -> {
            if (requesters.get(0).isDone()) {
                assertThat(vcpu.isInGuest()).isFalse();
            }
            if (vcpu.isDone()) {
                last.add(results().get(1));
            }
        });
        assertThat(last).containsExactlyInAnyOrder(OpResult.OK, OpResult.VMDEAD);
        assertThat(seen).contains(Event.VCPU_KICKED, Event.VM_DEAD);
    }

    /** The entry is gone before the request is made, so what was cached before it is gone when it has returned. */
    @Test
    void nobodyUsesAnOldTranslationAfterAFlush() {
        vm = TestVm.zapped(VmType.DEFAULT_VM, KernelModel.of(KernelVariant.KVM_6_19), 1);
        startAgainst(
                1, 1, request(VcpuRequest.TLB_FLUSH), on(Kind.READ, SHARED), on(Kind.READ, SHARED), plain(Kind.ENTER));
        runTo("guest_access.EVICTION");
        driver.poke(vm.direct(1, SHARED), Spte.NONPRESENT);
        boolean[] wasStale = new boolean[1];
        explore(() -> {
            boolean isCached = driver.value(vcpu.mmu().tlb().word(SHARED, Tlb.Side.SHARED)) != 0;
            boolean isStale = isCached && !Spte.isPresent(driver.value(vm.direct(1, SHARED)));
            wasStale[0] |= isStale && requesters.get(0).isCalling();
            if (requesters.get(0).isDone()) {
                assertThat(isStale && vcpu.isInGuest()).as("stale").isFalse();
            }
        });
        assertThat(wasStale[0]).as("stale while the request is made").isTrue();
    }

    @Test
    void twoVcpusKillTheVmAtOnceAndDoNotWaitForEachOther() {
        vm = TestVm.kicked(VmType.TDX_VM, KernelVariant.KVM_6_19, 2);
        Results results = Results.add(vm.map, FIRST + 1, 1);
        List<ThreadOp> ops = List.of(shared(Kind.EXEC, SHARED));
        Vcpu other = new Vcpu(FIRST + 1, vm.kvm, vm.vcpus.get(1), program(onFault, ops), results, vm.residence);
        start(ops, List.of(other));
        int states = new Explorer(driver).explore(LIMIT, () -> {}, () -> {
            assertThat(vcpu.isDone() && other.isDone()).isTrue();
            assertThat(results()).containsOnly(OpResult.VMDEAD);
            assertThat(results(other)).containsOnly(OpResult.VMDEAD);
        });
        assertThat(states).isGreaterThan(100);
    }
}
