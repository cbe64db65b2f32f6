package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.privateGpa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.TestVm;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.TdWords;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a page that is premapped in a TD which may be prefaulted is a KVM_BUG_ON. Method: a fault alone, with the two
 * words as no script can have them.
 *
 * <p>No script reaches it. Three things map a private page. The image does so under slots_lock, and so does who
 * finalizes the TD, in each kernel and with each planted bug. A vCPU runs, and a prefault goes on, only after it saw
 * the last of the words that are set then. What is left is a barrier that is missing, which the model has always.
 */
class PremapAfterFinalizeTest extends FaultRig {
    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource({
        "KVM_6_16, INITIALIZED, ALLOWED, bug",
        "KVM_6_18, INITIALIZED, ALLOWED, bug",
        "KVM_6_16, INITIALIZED, FORBIDDEN, premapped",
        "KVM_6_18, INITIALIZED, FORBIDDEN, premapped",
        "KVM_6_16, RUNNABLE, ALLOWED, augmented",
        "KVM_6_18, RUNNABLE, ALLOWED, augmented"
    })
    void aPageIsPremappedOnlyWhileNobodyMayPrefault(
            KernelVariant kernel, TdWords.State state, String preFault, String outcome) {
        vm = TestVm.zapped(VmType.TDX_VM, KernelModel.of(kernel), 1);
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        linkMirror();
        driver.poke(vm.kvm.td().state(), state.ordinal());
        driver.poke(vm.kvm.td().preFault(), preFault.equals("ALLOWED") ? TdWords.ALLOWED : TdWords.FORBIDDEN);
        driver.run();
        boolean isBug = outcome.equals("bug");
        if (isBug) {
            assertRetry(RetryWhy.BUGGED);
            assertThat(driver.events(Event.BUG_ON)).containsExactly((long) BugOn.PREMAP_AFTER_FINALIZE.ordinal());
        } else {
            assertResult(RetPf.FIXED);
            assertThat(driver.events(Event.BUG_ON)).isEmpty();
        }
        assertThat(driver.value(vm.kvm.words().dead())).isEqualTo(isBug ? VmWords.BUGGED : 0);
        assertThat(driver.value(vm.kvm.td().premapped())).isEqualTo(outcome.equals("premapped") ? 1 : 0);
        assertThat(seamcalls()).isEqualTo(outcome.equals("augmented") ? List.of("6@0=0") : List.of());
    }
}
