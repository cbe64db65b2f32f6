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
import dev.seamstress.core.machine.Event;
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

    private static void runTo(Caller thread, HandDriver driver, String step) {
        for (int i = 0; !thread.where().contains("tdx_gmem_post_populate." + step); i++) {
            assertThat(i).as(step).isLessThan(1000);
            int[] next = driver.enabled().get(0);
            driver.deliver(next[0], next[1]);
        }
    }

    /** The image is looked up in a section of its own, so a page may be gone by then; that nobody does. */
    @Test
    void aPageOfTheImageThatIsNotMappedIsABug() {
        VcpuMmu vcpu = vm.vcpus.get(0);
        long pfn = vm.kvm.hostPages().gmemPfn(GFN);
        Caller thread = new Caller(FIRST, vcpu, () -> new TdxGmemPostPopulate(vm.kvm, vcpu, false, GFN, pfn));
        HandDriver driver = vm.driver(List.of(thread));
        runTo(thread, driver, "LOCKED");
        driver.poke(vm.mirror(1, GFN), Spte.NONPRESENT);
        driver.run();
        assertThat(driver.events(Event.BUG_ON)).containsExactly((long) BugOn.IMAGE_NOT_MAPPED.ordinal());
        assertThat(thread.returned()).isEqualTo(Errno.EIO);
    }

    @Test
    void aPageOfTheImageThatIsMappedIsAdded() {
        VcpuMmu vcpu = vm.vcpus.get(0);
        long pfn = vm.kvm.hostPages().gmemPfn(GFN);
        Caller thread = new Caller(FIRST, vcpu, () -> new TdxGmemPostPopulate(vm.kvm, vcpu, false, GFN, pfn));
        HandDriver driver = vm.driver(List.of(thread));
        runTo(thread, driver, "LOCKED");
        runTo(thread, driver, "ADDED");
        assertThat(driver.events(Event.BUG_ON)).isEmpty();
    }
}
