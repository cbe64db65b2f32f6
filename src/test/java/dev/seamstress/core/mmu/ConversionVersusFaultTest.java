package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.MMU;
import static dev.seamstress.core.TestVm.privateGpa;
import static dev.seamstress.core.TestVm.sharedGpa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A conversion of two private gfns to shared, and a fault that comes in the middle: what the fault finds in each phase,
 * and the worked example of one that came just before.
 */
class ConversionVersusFaultTest extends ZapRig {
    private static final long WRITE = Pferr.WRITE;
    private static final long PRIVATE_WRITE = Pferr.WRITE | Pferr.PRIVATE_ACCESS;
    private static final int THIRD = OTHER + 1;
    private static final long RETRY = RetPf.RETRY.ordinal();
    private static final long FIXED = RetPf.FIXED.ordinal();

    /** Where the conversion stands when the fault comes, as the last thing that it told. */
    private enum Phase {
        BEFORE("granted slots"),
        BEGUN("released mmu"),
        FIRST_STORED("set 100"),
        BOTH_STORED("set 101"),
        AFTER("released slots");

        private final String told;

        Phase(String told) {
            this.told = told;
        }
    }

    private enum Fault {
        PRIVATE_FIRST(privateGpa(GFN), PRIVATE_WRITE),
        PRIVATE_SECOND(privateGpa(GFN + 1), PRIVATE_WRITE),
        SHARED_FIRST(sharedGpa(GFN), WRITE),
        SHARED_SECOND(sharedGpa(GFN + 1), WRITE),
        PRIVATE_OUTSIDE(privateGpa(GFN + 2), PRIVATE_WRITE);

        private final long gpa;
        private final long errorCode;

        Fault(long gpa, long errorCode) {
            this.gpa = gpa;
            this.errorCode = errorCode;
        }
    }

    private Supplier<Procedure> conversion(long pages) {
        return () -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(GFN, pages), Attributes.SHARED);
    }

    private Supplier<Procedure> fault(Fault fault) {
        return () -> new PageFaultHandler(vm.kvm, vm.vcpus.get(1), fault.gpa, fault.errorCode);
    }

    static Stream<Arguments> cells() {
        return Stream.of(
                Arguments.of(Phase.BEFORE, Fault.PRIVATE_FIRST, FIXED),
                Arguments.of(Phase.BEFORE, Fault.PRIVATE_SECOND, FIXED),
                Arguments.of(Phase.BEFORE, Fault.SHARED_FIRST, Errno.EFAULT),
                Arguments.of(Phase.BEFORE, Fault.SHARED_SECOND, Errno.EFAULT),
                Arguments.of(Phase.BEFORE, Fault.PRIVATE_OUTSIDE, FIXED),
                Arguments.of(Phase.BEGUN, Fault.PRIVATE_FIRST, RETRY),
                Arguments.of(Phase.BEGUN, Fault.PRIVATE_SECOND, RETRY),
                Arguments.of(Phase.BEGUN, Fault.SHARED_FIRST, Errno.EFAULT),
                Arguments.of(Phase.BEGUN, Fault.SHARED_SECOND, Errno.EFAULT),
                Arguments.of(Phase.BEGUN, Fault.PRIVATE_OUTSIDE, FIXED),
                Arguments.of(Phase.FIRST_STORED, Fault.PRIVATE_FIRST, Errno.EFAULT),
                Arguments.of(Phase.FIRST_STORED, Fault.PRIVATE_SECOND, RETRY),
                Arguments.of(Phase.FIRST_STORED, Fault.SHARED_FIRST, RETRY),
                Arguments.of(Phase.FIRST_STORED, Fault.SHARED_SECOND, Errno.EFAULT),
                Arguments.of(Phase.FIRST_STORED, Fault.PRIVATE_OUTSIDE, FIXED),
                Arguments.of(Phase.BOTH_STORED, Fault.PRIVATE_FIRST, Errno.EFAULT),
                Arguments.of(Phase.BOTH_STORED, Fault.PRIVATE_SECOND, Errno.EFAULT),
                Arguments.of(Phase.BOTH_STORED, Fault.SHARED_FIRST, RETRY),
                Arguments.of(Phase.BOTH_STORED, Fault.SHARED_SECOND, RETRY),
                Arguments.of(Phase.BOTH_STORED, Fault.PRIVATE_OUTSIDE, FIXED),
                Arguments.of(Phase.AFTER, Fault.PRIVATE_FIRST, Errno.EFAULT),
                Arguments.of(Phase.AFTER, Fault.PRIVATE_SECOND, Errno.EFAULT),
                Arguments.of(Phase.AFTER, Fault.SHARED_FIRST, FIXED),
                Arguments.of(Phase.AFTER, Fault.SHARED_SECOND, FIXED),
                Arguments.of(Phase.AFTER, Fault.PRIVATE_OUTSIDE, FIXED));
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("cells")
    void aFaultInEachPhase(Phase phase, Fault fault, long result) {
        start(conversion(2), fault(fault));
        runUntilTold(phase.told, OTHER);
        finish(1, ZAPPER);
        assertThat(callers.get(1).returned()).isEqualTo(result);
        List<HandDriver.Told> faults = told(Event.MEMORY_FAULT);
        assertThat(faults).hasSize(result == Errno.EFAULT ? 1 : 0);
        boolean isPrivate = (fault.errorCode & Pferr.PRIVATE_ACCESS) != 0;
        assertThat(faults)
                .as("what the guest asked for")
                .allSatisfy(e -> assertThat(e.b()).isEqualTo(isPrivate ? 8 : 0));
        boolean isRetry = result == RETRY;
        assertThat(told(Event.FAULT_RETRY)).hasSize(isRetry ? 1 : 0);
        driver.run();
        assertAtRest();
        assertThat(driver.value(vm.mirror(1, GFN))).as("the old alias").isEqualTo(Spte.NONPRESENT);
        assertThat(driver.value(vm.mirror(1, GFN + 1))).isEqualTo(Spte.NONPRESENT);
    }

    // The worked example: the fault has its page when the conversion begins.

    private void waitForTheLock() {
        runUntil(() -> driver.isEnabled(OTHER, MMU), ZAPPER, THIRD);
    }

    @Test
    void aFaultThatHasItsPageIsRefusedByTheRangeThenByTheAttribute() {
        start(conversion(1), fault(Fault.PRIVATE_FIRST), fault(Fault.PRIVATE_FIRST));
        waitForTheLock();
        runUntilTold("released mmu", OTHER, THIRD);
        assertThat(invalidate(Invalidate.IN_PROGRESS)).isEqualTo(1);
        assertThat(invalidate(Invalidate.RANGE_START)).isEqualTo(GFN);
        assertThat(invalidate(Invalidate.RANGE_END)).isEqualTo(GFN + 1);
        assertThat(told(Event.KVM_TDP_MMU_SPTE_CHANGED)).isEmpty();
        finish(1, ZAPPER, THIRD);
        assertThat(callers.get(1).returned()).isEqualTo(RETRY);
        assertThat(told(Event.FAULT_RETRY).get(0).b()).isEqualTo(RetryWhy.STALE.ordinal());
        finish(0, THIRD);
        assertThat(invalidate(Invalidate.SEQ)).isEqualTo(1);
        assertThat(invalidate(Invalidate.IN_PROGRESS)).isZero();
        driver.run();
        assertThat(callers.get(2).returned()).isEqualTo(Errno.EFAULT);
        assertThat(told(Event.MEMORY_FAULT).get(0).b()).isEqualTo(8);
        assertThat(told(Event.SEAMCALL_DONE)).as("nothing was ever mapped").isEmpty();
        assertAtRest();
    }

    @Test
    void aFaultThatHasItsPageIsRefusedByTheSequenceOnceTheConversionIsOver() {
        start(conversion(1), fault(Fault.PRIVATE_FIRST));
        waitForTheLock();
        finish(0, OTHER);
        driver.run();
        assertThat(callers.get(1).returned()).isEqualTo(RETRY);
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(Spte.NONPRESENT);
    }

    @Test
    void aKernelThatIgnoresTheSequenceMapsThePageOfASharedGfn() {
        vm = vm(VmType.TDX_VM, "b15-seq-ignored");
        start(conversion(1), fault(Fault.PRIVATE_FIRST));
        waitForTheLock();
        finish(0, OTHER);
        driver.run();
        assertThat(callers.get(1).returned()).isEqualTo(FIXED);
        assertThat(Spte.isLeaf(driver.value(vm.mirror(1, GFN)), 1)).isTrue();
        HandDriver.Told installed = told(Event.LEAF_INSTALLED).get(0);
        assertThat(installed.b()).as("the snapshot").isZero();
        assertThat(invalidate(Invalidate.SEQ)).isEqualTo(1);
    }

    @Test
    void aKernelThatIgnoresTheSequenceStillSeesAnInvalidationInProgress() {
        vm = vm(VmType.TDX_VM, "b15-seq-ignored");
        start(conversion(1), fault(Fault.PRIVATE_FIRST));
        waitForTheLock();
        runUntilTold("released mmu", OTHER);
        finish(1, ZAPPER);
        assertThat(callers.get(1).returned()).isEqualTo(RETRY);
    }

    @Test
    void aFaultThatWinsTheLockIsUndoneByTheConversion() {
        start(conversion(1), fault(Fault.PRIVATE_FIRST));
        finish(1, ZAPPER);
        assertThat(callers.get(1).returned()).isEqualTo(FIXED);
        long leaf = driver.value(vm.mirror(1, GFN));
        HandDriver.Told installed = told(Event.LEAF_INSTALLED).get(0);
        assertThat(List.of(installed.a(), installed.b(), installed.c())).containsExactly(GFN, 0L, leaf);
        int before = story().size();
        driver.run();
        assertThat(story().subList(before, story().size()))
                .containsSubsequence("changed 100", "BLOCK", "TRACK", "request OUTSIDE_GUEST_MODE", "REMOVE", "WBINVD");
        HandDriver.Told changed = told(Event.KVM_TDP_MMU_SPTE_CHANGED).get(4);
        assertThat(changed.c()).isEqualTo(leaf);
        assertThat(changed.d()).isEqualTo(0x8000000000000000L);
        assertThat(vm.tdx.isFree(GFN)).isTrue();
        for (int level = 2; level <= 4; level++) {
            assertThat(Spte.isTable(driver.value(vm.mirror(level, GFN)), level))
                    .as("tables stay")
                    .isTrue();
        }
        assertAtRest();
    }
}
