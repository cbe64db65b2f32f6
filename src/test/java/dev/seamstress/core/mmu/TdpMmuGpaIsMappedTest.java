package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.SHARED;
import static dev.seamstress.core.TestVm.privateGpa;
import static dev.seamstress.core.TestVm.sharedGpa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The walk that asks whether a GPA is mapped: the right tree, and only a present leaf counts. */
class TdpMmuGpaIsMappedTest {
    private static final long LEAF = 0x8600000000000b37L;
    private final TestVm vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.KVM_6_16, 1);

    private long isMapped(long gpa, long leaf) {
        VcpuMmu vcpu = vm.vcpus.get(0);
        Caller thread =
                Caller.underReadLock(FIRST, vm.kvm, vcpu, grant -> new TdpMmuGpaIsMapped(vm.kvm, vcpu, gpa, grant));
        HandDriver driver = vm.driver(List.of(thread));
        for (int level = 4; level > 1; level--) {
            driver.poke(vm.mirror(level, GFN), MakeSpte.nonleaf(vm.kvm.tables().childPfn(0, level, GFN)));
            driver.poke(
                    vm.direct(level, SHARED), MakeSpte.nonleaf(vm.kvm.tables().childPfn(2, level, SHARED)));
        }
        driver.poke(vm.mirror(1, GFN), leaf);
        driver.poke(vm.direct(1, SHARED), leaf);
        driver.run();
        return thread.returned();
    }

    @Test
    void aPresentLeafIsMapped() {
        assertThat(isMapped(privateGpa(GFN), LEAF)).isEqualTo(1);
        assertThat(isMapped(sharedGpa(SHARED), LEAF)).isEqualTo(1);
    }

    @Test
    void theOtherAliasIsNot() {
        assertThat(isMapped(sharedGpa(GFN), LEAF)).isZero();
        assertThat(isMapped(privateGpa(SHARED), LEAF)).isZero();
    }

    @Test
    void emptyFrozenAndMmioEntriesAreNot() {
        assertThat(isMapped(privateGpa(GFN), Spte.NONPRESENT)).isZero();
        assertThat(isMapped(privateGpa(GFN), Spte.FROZEN)).isZero();
        assertThat(isMapped(sharedGpa(SHARED), MakeSpte.mmio(SHARED, 0, 0))).isZero();
    }
}
