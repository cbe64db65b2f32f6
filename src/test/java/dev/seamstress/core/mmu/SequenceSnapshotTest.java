package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.SHARED;

import dev.seamstress.core.TestVm;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the snapshot of the invalidation sequence is as wide as the sequence, unless the bug is planted.
 *
 * <p>About {@link FaultinPfn}.
 */
class SequenceSnapshotTest extends FaultRig {
    @ParameterizedTest(name = "{0}, sequence {1}: {2}")
    @CsvSource({
        "'', 0, MAPPED",
        "'', 2147483647, MAPPED",
        "'', 2147483648, MAPPED",
        "'', 4294967296, MAPPED",
        "b14, 0, MAPPED",
        "b14, 2147483647, MAPPED",
        "b14, 2147483648, STALE",
        "b14, 4294967296, STALE",
    })
    void aFaultAfterManyInvalidations(String planted, long seq, Outcome outcome) {
        List<String> changes = planted.isEmpty() ? List.of() : List.of(Mutation.B14_SEQ_AS_INT.id());
        vm = TestVm.zapped(VmType.TDX_VM, KernelModel.of(KernelVariant.KVM_6_19, changes), 1);
        startFault(TestVm.sharedGpa(SHARED), WRITE);
        invalidate(0, 0, 0, seq);
        driver.run();
        switch (outcome) {
            case MAPPED -> assertResult(RetPf.FIXED);
            case STALE -> assertRetry(RetryWhy.STALE);
        }
    }

    private enum Outcome {
        MAPPED,
        STALE
    }
}
