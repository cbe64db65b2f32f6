package dev.seamstress.core.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VmType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A vCPU and its direct root: the request to drop it, times what the root is, times who looks; then the reload, and
 * what a reset keeps.
 */
class ObsoleteRootTransitionTest extends ZapRig {
    private enum Root {
        NONE,
        VALID,
        INVALID
    }

    private VcpuMmu vcpu() {
        return vm.vcpus.get(0);
    }

    private void let(Root root, boolean isRequested) {
        int direct = vm.kvm.firstDirectRoot();
        vcpu().startWith(root == Root.NONE ? RootList.NONE : direct, vm.kvm.firstMirrorRoot());
        if (root == Root.INVALID) {
            long role = vm.kvm.roots().role(direct);
            driver.poke(role, driver.value(role) | Role.INVALID);
        }
        driver.poke(request(), isRequested ? 1 : 0);
    }

    private long request() {
        return vcpu().words().request(VcpuRequest.FREE_OBSOLETE_ROOTS);
    }

    private long references() {
        return driver.value(vm.kvm.roots().references(vm.kvm.firstDirectRoot()));
    }

    @ParameterizedTest(name = "{0} root, requested: {1}: dropped {2}")
    @CsvSource({
        "NONE, false, false",
        "NONE, true, false",
        "VALID, false, false",
        "VALID, true, false",
        "INVALID, false, false",
        "INVALID, true, true"
    })
    void everyRequest(Root root, boolean isRequested, boolean isDropped) {
        start(() -> new KvmMmuFreeObsoleteRoots(vm.kvm, vcpu()));
        let(root, isRequested);
        driver.run();
        assertThat(driver.value(request())).as("served, or was not there").isZero();
        boolean hasNone = root == Root.NONE || isDropped;
        assertThat(vcpu().root()).isEqualTo(hasNone ? RootList.NONE : vm.kvm.firstDirectRoot());
        assertThat(vcpu().mirrorRoot()).isEqualTo(vm.kvm.firstMirrorRoot());
        assertThat(references()).isEqualTo(1 + VCPUS - (isDropped ? 1 : 0));
        assertAtRest();
    }

    @ParameterizedTest(name = "{0} root, requested: {1}, change: {2}: loads {3}")
    @CsvSource({
        "NONE, false, , true",
        "NONE, true, , true",
        "VALID, false, , false",
        "VALID, true, , false",
        "INVALID, false, , false",
        "INVALID, true, , true",
        "INVALID, true, b03-reload-ignores-request, false",
        "INVALID, true, no-reload-frees-obsolete, false",
        "NONE, true, b03-reload-ignores-request, true"
    })
    void everyReload(Root root, boolean isRequested, String change, boolean isLoading) {
        vm = change == null ? vm(VmType.TDX_VM) : vm(VmType.TDX_VM, change);
        start(() -> new KvmMmuReload(vm.kvm, vcpu()));
        let(root, isRequested);
        driver.run();
        boolean isNew = root == Root.INVALID && isLoading;
        assertThat(vcpu().root()).isEqualTo(vm.kvm.firstDirectRoot() + (isNew ? 1 : 0));
        assertThat(driver.events(Event.ROOT_INSERTED)).hasSize(isNew ? 1 : 0);
        assertThat(driver.value(request())).isEqualTo(change != null ? 1 : 0);
        assertAtRest();
    }

    @ParameterizedTest
    @CsvSource({"NONE, 3", "VALID, 2", "INVALID, 2"})
    void everyReset(Root root, long references) {
        start(() -> new KvmMmuFreeRoots(vm.kvm, vcpu()));
        let(root, false);
        driver.run();
        assertThat(vcpu().root()).isEqualTo(RootList.NONE);
        assertThat(vcpu().mirrorRoot()).isEqualTo(vm.kvm.firstMirrorRoot());
        assertThat(references()).isEqualTo(references);
        assertThat(driver.value(vm.kvm.roots().references(vm.kvm.firstMirrorRoot())))
                .isEqualTo(1 + VCPUS);
        assertAtRest();
    }

    @Test
    void theLastVcpuToDropAnInvalidRootRemovesIt() {
        start(() -> new KvmMmuFreeRoots(vm.kvm, vcpu()));
        let(Root.INVALID, false);
        driver.poke(vm.kvm.roots().references(vm.kvm.firstDirectRoot()), 1);
        driver.run();
        assertThat(driver.events(Event.ROOT_REMOVED)).containsExactly((long) vm.kvm.firstDirectRoot());
        assertThat(story()).doesNotContain("bug_on VALID_ROOT_PUT");
        assertAtRest();
    }

    /** A slot whose root was removed is not used again, so that a stale pointer never meets another root. */
    @Test
    void aNewRootGetsASlotOfItsOwn() {
        start(() -> new KvmMmuFreeRoots(vm.kvm, vcpu()), () -> new KvmMmuLoad(vm.kvm, vcpu()));
        let(Root.INVALID, false);
        driver.poke(vm.kvm.roots().references(vm.kvm.firstDirectRoot()), 1);
        finish(0, OTHER);
        driver.run();
        assertThat(vcpu().root()).isEqualTo(vm.kvm.firstDirectRoot() + 1);
    }

    @Test
    void whereNobodyThrowsRootsAwayNobodyLooks() {
        vm = TestVm.kicked(VmType.TDX_VM, model(), VCPUS);
        start(() -> new KvmMmuFreeObsoleteRoots(vm.kvm, vcpu()));
        driver.poke(request(), 1);
        driver.run();
        assertThat(driver.value(request())).isEqualTo(1);
    }
}
