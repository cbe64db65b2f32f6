package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.tdx.OperandId;
import dev.seamstress.core.tdx.TdxStatus;
import org.junit.jupiter.api.Test;

/** Goal: time is lost to that which was in the way, and once. Method: calls and retries by hand. */
class LossesTest {
    private static final long TREE = TdxStatus.OPERAND_BUSY.with(OperandId.SEPT_TREE);
    private static final long ENTRY = TdxStatus.OPERAND_BUSY_HOST_PRIORITY.with(OperandId.RCX);

    private final Losses losses = new Losses(new Rows(2));

    @Test
    void anAttemptThatWasRefusedIsLostToTheLockThatRefused() {
        losses.callBegins(0, 100, false);
        losses.callRefused(0, TREE);
        losses.answered(0, 150);
        losses.retries(0, RetryWhy.BUSY.ordinal(), 500);
        losses.callBegins(0, 900, false);
        assertThat(losses.ns(Loss.MODULE_TREE))
                .as("the call is a part of the attempt")
                .isEqualTo(500);
        losses.retries(0, RetryWhy.STALE.ordinal(), 40);
        losses.retries(0, RetryWhy.FROZEN.ordinal(), 30);
        assertThat(losses.ns(Loss.INVALIDATION)).isEqualTo(40);
        assertThat(losses.ns(Loss.SPTE)).isEqualTo(30);
    }

    @Test
    void aRefusedCallThatIsNoFaultsIsLostAlone() {
        losses.callBegins(1, 100, false);
        losses.callRefused(1, ENTRY);
        losses.answered(1, 170);
        losses.callBegins(1, 200, false);
        losses.answered(1, 300);
        losses.settle(1);
        assertThat(losses.ns(Loss.MODULE_ENTRY)).isEqualTo(70);
        losses.reset();
        assertThat(losses.ns(Loss.MODULE_ENTRY)).isZero();
    }

    /** Between two entries the vCPU does nothing but to come back to the second one. */
    @Test
    void aVcpuThatIsKeptOutOfTheGuestLosesAllTheTime() {
        losses.callBegins(0, 100, true);
        losses.callRefused(0, TREE);
        losses.answered(0, 110);
        losses.callBegins(0, 160, true);
        losses.callRefused(0, TREE);
        losses.answered(0, 170);
        losses.callBegins(0, 200, true);
        losses.answered(0, 210);
        losses.callBegins(0, 900, true);
        assertThat(losses.ns(Loss.MODULE_TREE)).isEqualTo(100);
        assertThat(losses.refusedInAll(0)).isEqualTo(100);
        assertThat(losses.refusedInAll(1)).isZero();
    }
}
