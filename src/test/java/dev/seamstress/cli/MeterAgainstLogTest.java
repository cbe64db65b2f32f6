package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.core.machine.Event;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.run.Jobs;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.trace.log.LogEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a load run counts, and how long it says that things took, is what its log tells. Method: a small job of
 * everything, metered, and once more as a window that has all of it.
 */
class MeterAgainstLogTest {
    private static final Job JOB = Jobs.of(
            "td { vcpus = 4, memory = 1MiB, pool = 64KiB }",
            "phases = [{ do = accept, closed {}, share = overlap },",
            "  { do = churn, closed { think = 20us }, unit = 16KiB, for = 2ms },",
            "  { do = touch, closed { think = 2us }, unit = 4KiB, pages = uniform, share = overlap, for = 2ms }]",
            "background = [{ do = delslot, size = 64KiB, every = 500us }",
            "  { do = prefault, size = 64KiB, every = 200us }",
            "  { do = notify, size = 64KiB, every = 300us }]",
            "replications = 1");

    private static final List<LogEntry> LOG = new ArrayList<>();
    private static final LoadResult RESULT = Jobs.played(JOB, 1);

    static {
        LoadWindowLog log = new LoadWindowLog(
                JOB, 1, LoadWindowLog.Window.of("1@250ms+-250ms").orElseThrow(), "", Integer.MAX_VALUE);
        LoadWindowLog.play(List.of(log), () -> false);
        try {
            log.tell(LOG::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static double metric(String name) {
        return RESULT.estimate(name).mean();
    }

    private static double told(Event event, Predicate<LogEntry.Told> which) {
        return LOG.stream()
                .filter(LogEntry.Told.class::isInstance)
                .map(LogEntry.Told.class::cast)
                .filter(told -> told.event() == event && which.test(told))
                .count();
    }

    private static double told(Event event) {
        return told(event, told -> true);
    }

    private static double delivered(String text) {
        return LOG.stream()
                .filter(LogEntry.Delivered.class::isInstance)
                .map(LogEntry.Delivered.class::cast)
                .filter(each -> each.text() != null && each.text().startsWith(text))
                .count();
    }

    @Test
    void whatIsCountedIsWhatHappens() {
        assertThat(metric("kick.count")).isPositive().isEqualTo(told(Event.VCPU_KICKED));
        assertThat(metric("flush.count")).isPositive().isEqualTo(told(Event.FLUSH_DONE));
        assertThat(metric("kick.count")).isNotEqualTo(metric("flush.count"));
        assertThat(metric("ipi.count")).isPositive().isEqualTo(delivered("call") + delivered("reschedule"));
        assertThat(metric("track.count")).isPositive().isEqualTo(delivered("return TDH.MEM.TRACK"));
        assertThat(metric("retry.count")).isPositive().isEqualTo(told(Event.FAULT_RETRY));
        assertThat(metric("busy.count")).isPositive().isEqualTo(told(Event.SEAMCALL_BUSY));
        double seconds = metric("run.time") / 1e9;
        assertThat(metric("module.calls.rate") * seconds).isCloseTo(told(Event.SEAMCALL_BEGIN), within(0.5));
        double refusals = 0;
        for (String lock : new String[] {"tree", "entry", "epoch", "other"}) {
            refusals += metric("module." + lock + ".refusals");
        }
        assertThat(refusals).isEqualTo(metric("busy.count"));
    }

    @Test
    void locksAndZapsAreCountedByKind() {
        assertThat(metric("lock.mmu_lock.read.hold.count")).isEqualTo(released(0, 0));
        assertThat(metric("lock.mmu_lock.write.hold.count")).isEqualTo(released(0, 1));
        double zaps = 0;
        for (String name : LoadResult.names()) {
            zaps += name.matches("zap\\.[a-z_]+\\.count") ? metric(name) : 0;
        }
        assertThat(zaps).isPositive().isEqualTo(told(Event.ZAP_END));
        assertThat(metric("zap.memslot.count")).isEqualTo(metric("op.delete_slot.count"));
        assertThat(metric("zap.convert_to_shared.count"))
                .isBetween(metric("op.to_shared.count"), metric("op.to_shared.count") + 4);
    }

    private static double released(long lock, long mode) {
        return told(Event.LOCK_RELEASED, told -> told.number(0) == lock && told.number(1) == mode);
    }

    /** A step of the log is a nanosecond, or one more than the step before if nothing takes time between. */
    @Test
    void operationsTakeAsLong() {
        Map<Integer, Integer> began = new TreeMap<>();
        Map<String, Double> sums = new TreeMap<>();
        for (LogEntry entry : LOG) {
            if (entry instanceof LogEntry.Told told && told.event() == Event.OPERATION_BEGIN) {
                began.put(told.actor(), told.step());
            } else if (entry instanceof LogEntry.Told told && told.event() == Event.OPERATION_END) {
                sums.merge(told.word(0).replace(' ', '_'), (double) told.step() - began.get(told.actor()), Double::sum);
            }
        }
        assertThat(sums).containsKeys("accept", "read", "to_shared", "delete_slot", "prefault", "notify");
        sums.forEach((what, sum) -> {
            double count = metric("op." + what + ".count");
            assertThat(sum / count).as(what).isCloseTo(metric("op." + what + ".mean"), within(50.0));
        });
    }
}
