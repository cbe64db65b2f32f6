package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.MMU;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.List;

/** One fault of one vCPU, led by hand: what the tests of the fault path have in common. */
abstract class FaultRig {
    static final long WRITE = Pferr.WRITE;
    static final long PRIVATE_WRITE = Pferr.WRITE | Pferr.PRIVATE_ACCESS;
    static final long TABLE = 0x8000000000000907L;

    TestVm vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
    HandDriver driver;
    Caller thread;

    void startFault(long addr, long errorCode) {
        VcpuMmu vcpu = vm.vcpus.get(0);
        thread = new Caller(FIRST, vcpu, () -> new PageFaultHandler(vm.kvm, vcpu, addr, errorCode));
        driver = vm.driver(List.of(thread));
    }

    /** Up to the request for mmu_lock, which is on its way. */
    void runToLock() {
        driver.runWithout(MMU);
        assertThat(driver.isEnabled(FIRST, MMU)).isTrue();
    }

    /** Up to the freeze of the first entry, which comes next. */
    void runToFreeze() {
        runToLock();
        driver.deliver(FIRST, MMU);
        driver.deliver(MMU, FIRST);
        assertThat(driver.isEnabled(FIRST, FIRST)).isTrue();
    }

    void assertRetry(RetryWhy why) {
        assertThat(thread.returned()).isEqualTo(RetPf.RETRY.ordinal());
        List<HandDriver.Told> retries = driver.events().stream()
                .filter(e -> e.event() == Event.FAULT_RETRY)
                .toList();
        assertThat(retries).hasSize(1);
        assertThat(retries.get(0).b()).isEqualTo(why.ordinal());
        assertAtRest();
    }

    void assertResult(RetPf result) {
        assertThat(thread.returned()).isEqualTo(result.ordinal());
        assertThat(driver.events(Event.FAULT_RETRY)).isEmpty();
        assertThat(driver.events(Event.FAULT_DONE)).hasSize(1);
        assertAtRest();
    }

    void assertMemoryFault(long gfn, long flags) {
        assertThat(thread.returned()).isEqualTo(Errno.EFAULT);
        List<HandDriver.Told> faults = driver.events().stream()
                .filter(e -> e.event() == Event.MEMORY_FAULT)
                .toList();
        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).a()).isEqualTo(gfn);
        assertThat(faults.get(0).b()).isEqualTo(flags);
        assertThat(driver.events(Event.LOCK_REQUESTED)).as("no lock was taken").isEmpty();
    }

    void assertAtRest() {
        assertThat(thread.isDone()).isTrue();
        assertThat(thread.held().isEmpty()).isTrue();
        assertThat(driver.value(vm.kvm.mmuLock().word())).isZero();
    }

    void invalidate(long inProgress, long start, long end, long seq) {
        long[] values = {seq, inProgress, start, end};
        for (Invalidate part : Invalidate.values()) {
            driver.poke(vm.kvm.words().invalidate(part), values[part.ordinal()]);
        }
    }

    void linkMirror() {
        for (int level = 4; level > 1; level--) {
            driver.poke(vm.mirror(level, GFN), MakeSpte.nonleaf(vm.kvm.tables().childPfn(0, level, GFN)));
        }
        vm.tdx.link(GFN);
    }

    void copyTables(HandDriver.World from) {
        for (int level = 4; level >= 1; level--) {
            long word = vm.direct(level, SHARED);
            driver.poke(word, from.memory().get(word));
        }
    }

    List<String> seamcalls() {
        return driver.events().stream()
                .filter(e -> e.event() == Event.SEAMCALL_DONE)
                .map(e -> CallName.leaf(e.a()).number() + "@" + e.c() + "=" + e.d())
                .toList();
    }
}
