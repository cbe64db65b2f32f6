package dev.seamstress.load.calibrate;

import dev.seamstress.load.job.CostTable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Fits costs to ftrace texts, one after the other.
 *
 * <p>Errors: {@link Unusable}, for a file that is no such text, or whose clock says nothing of time. Whatever else is
 * in a file is passed over and counted; memory does not grow with its length.
 */
public final class Calibration {
    private static final byte[] BINARY = {0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g'};

    private final OptionalDouble tickNs;
    private final Pairs pairs;
    private long events;
    private long others;
    private long lost;
    private int decimals = -1;

    /**
     * A calibration.
     *
     * @param tickNs how long a tick is, for clocks that count ticks
     * @param overheadNs what writing an event costs, which is taken off
     */
    public Calibration(OptionalDouble tickNs, double overheadNs) {
        this.tickNs = tickNs;
        this.pairs = new Pairs(overheadNs);
    }

    /** A file that says nothing of costs. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    /** Reads one trace. */
    public void read(InputStream in) throws IOException, Unusable {
        pairs.lost(); // threads of one trace are not those of another
        long before = events;
        boolean isFirst = true;
        try (BoundedLines lines = new BoundedLines(in)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (isFirst && isBinary(line)) {
                    throw new Unusable("this is trace-cmd's binary form; `trace-cmd report FILE` prints the text");
                }
                isFirst = false;
                take(line);
            }
        }
        if (events == before) {
            throw new Unusable("no line of it is one of an ftrace text: task-PID [cpu] flags timestamp: event: ...");
        }
    }

    private static boolean isBinary(String line) {
        if (line.length() < BINARY.length) {
            return false;
        }
        for (int i = 0; i < BINARY.length; i++) {
            if ((byte) line.charAt(i) != BINARY[i]) {
                return false;
            }
        }
        return true;
    }

    private void take(String line) throws Unusable {
        TraceEvent event = TraceEvent.of(line).orElse(null);
        if (event == null) {
            boolean isLoss = line.startsWith("CPU:") && line.contains("LOST");
            lost += isLoss ? 1 : 0;
            others += isLoss || line.isBlank() || line.startsWith("#") ? 0 : 1;
            if (isLoss) {
                pairs.lost();
            }
            return;
        }
        if (decimals >= 0 && (decimals == 0) != (event.decimals() == 0)) {
            throw new Unusable("some timestamps count ticks and others seconds: calibrate them apart");
        }
        if (event.decimals() == 0 && tickNs.isEmpty()) {
            throw new Unusable("its timestamps count ticks, not seconds: say how many there are in a nanosecond, as"
                    + " in --ghz 2.0 for a TSC of 2 GHz");
        }
        decimals = Math.max(decimals, event.decimals());
        events++;
        pairs.take(event.decimals() == 0 ? scaled(event) : event);
    }

    private TraceEvent scaled(TraceEvent event) {
        long ns = Math.round(event.time() * tickNs.orElseThrow());
        return new TraceEvent(event.thread(), ns, 0, event.name(), event.text());
    }

    /** What the clock counts in, in nanoseconds. */
    public long resolutionNs() {
        long unit = 1;
        for (int i = Math.max(0, decimals); decimals > 0 && i < 9; i++) {
            unit *= 10;
        }
        return unit;
    }

    /** Events that were read. */
    public long events() {
        return events;
    }

    /** Lines that are none, nor comments. */
    public long others() {
        return others;
    }

    /** How often the trace says that events are lost. */
    public long lost() {
        return lost;
    }

    /** Ends that were before their beginnings. */
    public long backward() {
        return pairs.backward();
    }

    /** What came out, by key. */
    public List<FittedCost> fitted() {
        List<FittedCost> all = new ArrayList<>();
        for (Map.Entry<String, Spans> each : pairs.spans().entrySet()) {
            all.add(FittedCost.of(each.getKey(), each.getValue(), resolutionNs()));
        }
        return all;
    }

    /** Why each other cost has none, by key. */
    public TreeMap<String, String> missing() {
        TreeMap<String, String> missing = new TreeMap<>();
        for (String key : CostTable.keys()) {
            if (!pairs.spans().containsKey(key)) {
                missing.put(key, FittedCost.whyNot(key));
            }
        }
        return missing;
    }
}
