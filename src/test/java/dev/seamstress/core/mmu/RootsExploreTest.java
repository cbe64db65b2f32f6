package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.MMU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.Explorer;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The allocation of roots: one vCPU by hand, two in every schedule. */
class RootsExploreTest {
    private static HandDriver loading(TestVm vm) {
        List<Caller> threads = vm.vcpus.stream()
                .map(vcpu -> new Caller(FIRST + vcpu.number(), vcpu, () -> new KvmMmuLoad(vm.kvm, vcpu)))
                .toList();
        return vm.driver(threads);
    }

    @Test
    void theFirstVcpuInsertsAMirrorAndADirectRoot() {
        TestVm vm = TestVm.bare(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        HandDriver driver = loading(vm);
        driver.run();
        assertThat(driver.value(vm.kvm.roots().list())).isEqualTo(vm.kvm.firstRootList());
        assertThat(driver.events(Event.ROOT_INSERTED)).containsExactly(0L, 2L);
        assertThat(driver.value(vm.kvm.roots().references(0))).isEqualTo(2);
        assertThat(vm.vcpus.get(0).mirrorRoot()).isZero();
        assertThat(vm.vcpus.get(0).root()).isEqualTo(2);
    }

    @Test
    void aVmWithoutAMirrorHasOneRoot() {
        TestVm vm = TestVm.bare(VmType.DEFAULT_VM, KernelVariant.KVM_6_12, 1);
        HandDriver driver = loading(vm);
        driver.run();
        assertThat(RootList.size(driver.value(vm.kvm.roots().list()))).isEqualTo(1);
        assertThat(vm.vcpus.get(0).mirrorRoot()).isEqualTo(RootList.NONE);
    }

    @Test
    void aSecondVcpuFindsTheRootsInItsFirstWalk() {
        TestVm vm = TestVm.bare(VmType.TDX_VM, KernelVariant.KVM_6_19, 2);
        HandDriver driver = loading(vm);
        driver.runWithout(FIRST + 1);
        driver.run();
        assertThat(driver.events(Event.ROOT_INSERTED)).hasSize(2);
        assertThat(driver.events(Event.ROOT_FOUND)).isEmpty();
        assertThat(driver.value(vm.kvm.roots().references(2))).isEqualTo(3);
    }

    @Test
    void aVcpuThatLookedTooEarlyFindsTheRootInTheSecondWalk() {
        TestVm vm = TestVm.bare(VmType.TDX_VM, KernelVariant.KVM_6_19, 2);
        HandDriver driver = loading(vm);
        for (int id = FIRST; id < FIRST + 2; id++) {
            driver.deliver(id, id);
            driver.deliver(id, MMU);
            driver.deliver(MMU, id);
        }
        driver.run();
        assertThat(driver.events(Event.ROOT_FOUND)).isNotEmpty();
        assertThat(driver.events(Event.ROOT_INSERTED)).hasSize(2);
    }

    @Test
    void withoutTheSecondWalkEachInsertsAMirrorRoot() {
        KernelModel planted = KernelModel.of(KernelVariant.KVM_6_19, List.of("b06-no-root-recheck"));
        TestVm vm = TestVm.bare(VmType.TDX_VM, planted, 2);
        HandDriver driver = loading(vm);
        for (int id = FIRST; id < FIRST + 2; id++) {
            driver.deliver(id, id);
            driver.deliver(id, MMU);
            driver.deliver(MMU, id);
        }
        driver.run();
        assertThat(driver.events(Event.ROOT_FOUND)).isEmpty();
        assertThat(driver.events(Event.ROOT_INSERTED)).contains(0L, 1L);
        assertThat(vm.vcpus.get(0).mirrorRoot()).isZero();
        assertThat(vm.vcpus.get(1).mirrorRoot()).isEqualTo(1);
    }

    /** The worked example of two vCPUs that load their first roots at once. */
    @Test
    void everyScheduleOfTwoVcpusEndsWithOneRootOfEachKindHeldByBoth() {
        TestVm vm = TestVm.bare(VmType.TDX_VM, KernelVariant.KVM_6_19, 2);
        HandDriver driver = loading(vm);
        boolean[] isFound = new boolean[1];
        int states = new Explorer(driver)
                .explore(
                        20_000,
                        () -> isFound[0] |= !driver.events(Event.ROOT_FOUND).isEmpty(),
                        () -> {
                            assertThat(RootList.size(driver.value(vm.kvm.roots().list())))
                                    .isEqualTo(2);
                            assertThat(driver.value(vm.kvm.roots().references(0)))
                                    .isEqualTo(3);
                            assertThat(driver.value(vm.kvm.roots().references(2)))
                                    .isEqualTo(3);
                            assertThat(driver.value(vm.kvm.mmuLock().word())).isZero();
                            for (VcpuMmu vcpu : vm.vcpus) {
                                assertThat(vcpu.mirrorRoot()).isZero();
                                assertThat(vcpu.root()).isEqualTo(2);
                            }
                        });
        assertThat(isFound[0]).as("some schedule needs the second walk").isTrue();
        assertThat(states).isGreaterThan(100);
    }

    /** Also in the second walk: what the thread saw being thrown away is not taken for a root of the wanted role. */
    @Test
    void aRootThatIsBeingThrownAwayIsNotFound() {
        TestVm vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        vm.vcpus.get(0).startWith(RootList.NONE, vm.kvm.firstMirrorRoot());
        HandDriver driver = loading(vm);
        long role = vm.kvm.roots().role(vm.kvm.firstDirectRoot());
        driver.poke(role, driver.value(role) | Role.INVALID);
        driver.run();
        assertThat(driver.events(Event.ROOT_FOUND)).isEmpty();
        assertThat(driver.events(Event.ROOT_INSERTED))
                .containsExactly((long) vm.vcpus.get(0).root());
        assertThat(vm.vcpus.get(0).root()).isNotEqualTo(vm.kvm.firstDirectRoot());
        assertThat(RootList.size(driver.value(vm.kvm.roots().list()))).isEqualTo(3);
    }

    @Test
    void theSeedTakesAnotherMirrorReferenceWithEachLoad() {
        for (KernelVariant model : List.of(KernelVariant.SEED_2024, KernelVariant.KVM_6_19)) {
            TestVm vm = TestVm.loaded(VmType.TDX_VM, model, 1);
            vm.vcpus.get(0).startWith(RootList.NONE, vm.kvm.firstMirrorRoot());
            HandDriver driver = loading(vm);
            driver.run();
            boolean isSeed = model == KernelVariant.SEED_2024;
            assertThat(driver.value(vm.kvm.roots().references(0))).isEqualTo(isSeed ? 3 : 2);
        }
    }
}
