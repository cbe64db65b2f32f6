package dev.seamstress.load.metrics;

import dev.seamstress.core.mmu.ZapReason;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Zaps of ranges, each from its begin to its end. */
final class ZapMeter {
    private static final ZapReason[] REASONS = ZapReason.values();
    private static final long NONE = -1;

    private final TimeSheet sheet;
    private final long[] began;
    private final long[][] before;
    private final Map<ZapReason, Latency> latencies = new EnumMap<>(ZapReason.class);

    ZapMeter(int threads, TimeSheet sheet) {
        this.sheet = sheet;
        this.began = new long[threads];
        this.before = new long[threads][Activity.values().length];
        Arrays.fill(began, NONE);
        for (ZapReason each : REASONS) {
            latencies.put(each, new Latency());
        }
    }

    /** The thread's sheet is turned. */
    void begins(int thread, long time) {
        began[thread] = time;
        sheet.copy(thread, before[thread]);
    }

    /** The thread's sheet is turned. */
    void ends(int thread, long reason, long time) {
        if (began[thread] != NONE) {
            Latency latency = latencies.get(REASONS[(int) reason]);
            latency.record(time - began[thread], before[thread], sheet.spent(thread));
            began[thread] = NONE;
        }
    }

    void reset() {
        latencies.values().forEach(Latency::reset);
    }

    Latency latency(ZapReason reason) {
        return latencies.get(reason);
    }
}
