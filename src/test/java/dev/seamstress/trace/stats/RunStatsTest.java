package dev.seamstress.trace.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.trace.log.LogEntry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: each figure is what the log says. Method: logs by hand. */
class RunStatsTest {
    private final RunStats stats = new RunStats();

    private RunStatsTest() {
        stats.take(new LogEntry.Head(
                "n", "h", "kvm-6.19", "1.5.01", "engine", true, "seed 1", 10, List.of("P0", "P1", "mmu", "tdx")));
    }

    private void at(int step) {
        stats.take(new LogEntry.Delivered(step, step, 0, 0, -1, true, "continue"));
    }

    private void told(int step, int actor, Event event, List<Long> numbers, String... words) {
        stats.take(new LogEntry.Told(step, actor, event, numbers, Arrays.asList(words)));
    }

    private static void assertSeries(Series series, long count, long total, long min, long max) {
        assertThat(series.count()).isEqualTo(count);
        assertThat(series.total()).isEqualTo(total);
        assertThat(series.min()).isEqualTo(min);
        assertThat(series.max()).isEqualTo(max);
    }

    @Test
    void operationsByTheirWord() {
        told(0, 0, Event.OPERATION_BEGIN, List.of(0L), "A: fault x");
        told(1, 1, Event.OPERATION_BEGIN, List.of(1L), "fault x[1]");
        told(4, 0, Event.OPERATION_END, List.of(0L, 0L), "A: fault x", "ok");
        told(8, 1, Event.OPERATION_END, List.of(1L, 0L), "fault x[1]", "ok");
        told(9, 1, Event.OPERATION_BEGIN, List.of(2L), "enter");
        at(10);
        assertThat(stats.of(RunStats.Group.OPERATION)).containsOnlyKeys("fault");
        assertSeries(stats.of(RunStats.Group.OPERATION).get("fault"), 2, 110, 40, 70);
        assertThat(stats.unfinished()).containsExactly("operation");
        assertThat(stats.steps()).isEqualTo(11);
        assertThat(stats.ns()).isEqualTo(110);
    }

    @Test
    void aFaultLastsThroughItsRetries() {
        told(1, 0, Event.KVM_PAGE_FAULT, List.of(0x100000L, 2L), null, null);
        told(2, 0, Event.FAULT_RETRY, List.of(0x100L, 0L), null, "frozen");
        told(2, 0, Event.FAULT_DONE, List.of(0x100L, 1L), null, "retry");
        told(3, 0, Event.FAULT_RETRY, List.of(0x100L, 1L), null, "lost");
        told(6, 0, Event.FAULT_DONE, List.of(0x100L, 6L), null, "spurious");
        told(7, 0, Event.FAULT_DONE, List.of(0x100L, 6L), null, "spurious");
        Series spurious = stats.of(RunStats.Group.FAULT).get("spurious");
        assertSeries(spurious, 1, 50, 50, 50);
        assertThat(spurious.retries()).isEqualTo(2);
        told(8, 0, Event.KVM_PAGE_FAULT, List.of(0x100000L, 2L), null, null);
        told(9, 0, Event.KVM_USERSPACE_EXIT, List.of(0L, -14L), null, null);
        told(10, 0, Event.KVM_PAGE_FAULT, List.of(0x100000L, 2L), null, null);
        told(12, 0, Event.KVM_ENTRY, List.of());
        assertThat(stats.of(RunStats.Group.FAULT))
                .containsOnlyKeys("spurious", "exit to userspace", "retry, in the guest again");
    }

    /** A refused call has in its name the level of its entry, which no other event of it has there. */
    @Test
    void callsAndWhoIsInTheirWay() {
        long block = CallName.of(Leaf.TDH_MEM_RANGE_BLOCK, 1);
        long accept = CallName.of(Leaf.TDG_MEM_PAGE_ACCEPT, 0);
        told(1, 3, Event.SEAMCALL_BEGIN, List.of(block, 0x100L, 0L), "TDH.MEM.RANGE.BLOCK@P1", null, null);
        told(
                2,
                3,
                Event.SEAMCALL_BUSY,
                List.of(block | 1L << 40, 0x100L, 1L, accept),
                "TDH.MEM.RANGE.BLOCK@P1",
                null,
                "BUSY",
                "TDG.MEM.PAGE.ACCEPT@P0");
        told(3, 3, Event.SEAMCALL_DONE, List.of(block, 0x100L, 0L, 1L), "TDH.MEM.RANGE.BLOCK@P1", null, null, "BUSY");
        told(4, 3, Event.SEAMCALL_BEGIN, List.of(block, 0x100L, 0L), "TDH.MEM.RANGE.BLOCK@P1", null, null);
        told(
                8,
                3,
                Event.SEAMCALL_DONE,
                List.of(block, 0x100L, 0L, 0L),
                "TDH.MEM.RANGE.BLOCK@P1",
                null,
                null,
                "SUCCESS");
        Series series = stats.of(RunStats.Group.SEAMCALL).get("TDH.MEM.RANGE.BLOCK");
        assertSeries(series, 2, 60, 20, 40);
        assertThat(series.busy()).isEqualTo(1);
        assertThat(stats.busyBy())
                .containsOnlyKeys("TDH.MEM.RANGE.BLOCK by TDG.MEM.PAGE.ACCEPT")
                .containsValue(1L);
    }

    @Test
    void locksAreWaitedForAndHeld() {
        told(1, 0, Event.LOCK_REQUESTED, List.of(0L, 0L), "mmu_lock", "read");
        told(1, 1, Event.LOCK_REQUESTED, List.of(0L, 0L), "mmu_lock", "read");
        told(3, 2, Event.LOCK_GRANTED, List.of(0L, 0L, 0L), "mmu_lock", "read", null);
        told(3, 2, Event.LOCK_GRANTED, List.of(0L, 0L, 1L), "mmu_lock", "read", null);
        told(5, 0, Event.LOCK_RELEASED, List.of(0L, 0L), "mmu_lock", "read");
        told(9, 1, Event.LOCK_RELEASED, List.of(0L, 0L), "mmu_lock", "read");
        assertSeries(stats.of(RunStats.Group.WAIT).get("mmu_lock read"), 2, 40, 20, 20);
        assertSeries(stats.of(RunStats.Group.HOLD).get("mmu_lock read"), 2, 80, 20, 60);
    }

    @Test
    void zapsByTheirReason() {
        told(1, 1, Event.ZAP_BEGIN, List.of(0L, 0x100L, 0x101L, 6L), "notifier", null, null, null);
        told(4, 1, Event.ZAP_END, List.of(0L), "notifier");
        assertSeries(stats.of(RunStats.Group.ZAP).get("notifier"), 1, 30, 30, 30);
    }

    @Test
    void percentilesHaveThreeDigits() {
        Series series = new Series();
        for (int i = 1; i <= 1000; i++) {
            series.add(i * 161_000L);
        }
        assertThat(series.percentile(50)).isBetween(80_400_000L, 80_600_000L);
        assertThat(series.percentile(99) % 1_000_000).isZero();
        assertThat(series.max()).isEqualTo(161_000_000);
    }
}
