package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.LockMessage;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.core.tdx.TdxSizes;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: a summary says what its meter has seen. Method: a meter that is told things that cannot be. */
class SummaryTest {
    private static Meter meter() {
        TreeShape shape = new TreeShape(4, List.of(GfnRange.of(0, 1)));
        return new Meter(1, 1, null, new int[0], new TdxMemory(new MemoryMap(), 2, shape, new TdxSizes(0, 1, 1, 2)), 0);
    }

    /** A task waits from 0 to 100 that never came. */
    @Test
    void aQueueOfTasksThatIsMeasuredWronglyIsTold() {
        Meter meter = meter();
        meter.waiting(0, 1);
        meter.close(100);
        TreeMap<String, Double> values = Summary.of(meter).values();
        assertThat(values).containsEntry("task.queue.little", 1.0).containsEntry("little.worst", 1.0);
    }

    @Test
    void nothingIsMeasuredWronglyWhereNothingHappens() {
        Meter meter = meter();
        meter.close(100);
        assertThat(Summary.of(meter).values()).containsEntry("little.worst", 0.0);
    }

    /** A task that was to begin at 10 begins at 40, and ends at 90. */
    @Test
    void aTaskCountsFromWhenItWasToBegin() {
        Meter meter = meter();
        meter.task(10, 40, 90);
        meter.close(100);
        assertThat(Summary.of(meter).values().get("task.mean")).isCloseTo(80, within(1e-9));
    }

    /** One waits at the lock of all TDs from 20 to 60, 5 of them before for its word, and none is ever in its queue. */
    @Test
    void theLockOfAllTdsIsMeasuredTwiceToo() {
        Meters meters = new Meters(List.of(meter(), meter()), 4, () -> 0);
        int lock = KernelLock.TDX_LOCK;
        meters.due(15, 20);
        meters.delivered(20, 0, 8, new LockMessage.Request(lock, Grant.Mode.WRITE));
        meters.tdxLock().granted(0, Grant.Mode.WRITE.ordinal(), 60);
        meters.close(100);
        assertThat(meters.lostNs()).isEqualTo(5);
        assertThat(Summary.of(meters).values().get("little.worst")).isEqualTo(1);
        meters.reset(100);
        assertThat(meters.lostNs()).isZero();
    }
}
