package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.mmu.RetryWhy;
import org.junit.jupiter.api.Test;

/** Goal: a fault is one from its first exit to the guest's next instruction. Method: faults by hand. */
class FaultMeterTest {
    private static final long SHARED_BIT = 1L << 47;

    private final Rows rows = new Rows(2);
    private final TimeSheet sheet = new TimeSheet(rows);
    private final Losses losses = new Losses(rows);
    private final FaultMeter faults = new FaultMeter(rows, sheet, SHARED_BIT);

    /** The module has let no instruction run since the first exit, so that the second is of the same fault. */
    @Test
    void whatTheModuleMakesUpIsTheSameFault() {
        sheet.turn(0, Activity.EXIT, 10);
        faults.begins(0, 10, losses);
        faults.address(0, 0x1000);
        faults.begins(0, 50, losses);
        faults.address(0, 0x1000);
        faults.handled(0, RetPf.FIXED.ordinal());
        sheet.turn(0, Activity.GUEST, 100);
        faults.ends(0, 100, losses);
        Latency latency = faults.latency(FaultClass.PRIVATE);
        assertThat(latency.count()).isOne();
        assertThat(latency.sum()).isEqualTo(90);
        assertThat(latency.part(Activity.EXIT)).isEqualTo(90);
    }

    /**
     * Two attempts come to nothing and the third maps the page; of another fault one does, and the guest tries again.
     */
    @Test
    void everyAttemptIsOne() {
        faults.begins(0, 10, losses);
        faults.address(0, 0x1000 | SHARED_BIT);
        faults.retry(0, RetryWhy.FROZEN.ordinal());
        faults.retry(0, RetryWhy.STALE.ordinal());
        faults.handled(0, RetPf.FIXED.ordinal());
        faults.ends(0, 60, losses);
        faults.begins(1, 20, losses);
        faults.address(1, 0x2000);
        faults.retry(1, RetryWhy.STALE.ordinal());
        faults.ends(1, 30, losses);
        assertThat(faults.attempts()).isEqualTo(4);
        assertThat(faults.retries(RetryWhy.STALE)).isEqualTo(2);
        assertThat(faults.latency(FaultClass.SHARED).sum()).isEqualTo(50);
        assertThat(faults.latency(FaultClass.UNRESOLVED).sum()).isEqualTo(10);
        faults.reset(100);
        assertThat(faults.attempts()).isZero();
        assertThat(faults.retries(RetryWhy.STALE)).isZero();
    }
}
