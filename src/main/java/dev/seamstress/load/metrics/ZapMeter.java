package dev.seamstress.load.metrics;

import dev.seamstress.core.mmu.ZapReason;
import java.util.EnumMap;
import java.util.Map;

/** Zaps of ranges, each from its begin to its end. */
final class ZapMeter {
    private static final ZapReason[] REASONS = ZapReason.values();
    private static final long NONE = -1;

    private final Rows rows;
    private final TimeSheet sheet;
    private final int began;
    private final int before;
    private final Map<ZapReason, Latency> latencies = new EnumMap<>(ZapReason.class);

    ZapMeter(Rows rows, TimeSheet sheet) {
        this.rows = rows;
        this.sheet = sheet;
        this.began = rows.column(NONE);
        this.before = rows.columns(TimeSheet.COPY, 0);
        for (ZapReason each : REASONS) {
            latencies.put(each, new Latency());
        }
    }

    /** The thread's sheet is turned. */
    void begins(int thread, long time) {
        rows.of(thread)[began] = time;
        sheet.copy(thread, before);
    }

    /** The thread's sheet is turned. */
    void ends(int thread, long reason, long time) {
        long[] row = rows.of(thread);
        if (row[began] != NONE) {
            Latency latency = latencies.get(REASONS[(int) reason]);
            latency.record(time - row[began], row, before, sheet.spent());
            row[began] = NONE;
        }
    }

    void reset() {
        latencies.values().forEach(Latency::reset);
    }

    Latency latency(ZapReason reason) {
        return latencies.get(reason);
    }
}
