package dev.seamstress.load.report;

import dev.seamstress.load.metrics.SlowFault;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.run.LoadWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The slowest page faults of all replications, each with the window of virtual time that it is in. */
public final class SlowFaults {
    /** How many there are at most. */
    public static final int COUNT = 10;

    private static final long MARGIN_NS = 10_000;

    private SlowFaults() {}

    /** A fault; {@code replication} from 1; {@code isOfSeveral}: there are several TDs. */
    public record Placed(int replication, boolean isOfSeveral, SlowFault fault) {
        /**
         * What {@code load --window} wants: the middle of the fault, and half its length with something around it; of a
         * fault that is longer than a window can be, its beginning.
         */
        public String window() {
            return replication + (isOfSeveral ? "/td" + fault.td() : "") + "@" + middle() + "ns+-" + half() + "ns";
        }

        private long middle() {
            return fault.began() - MARGIN_NS + half();
        }

        private long half() {
            return Math.min(fault.ns() / 2 + MARGIN_NS, LoadWindow.HALF_MAX_NS);
        }

        /** True if the other one, of the same TD, is in the same window from its beginning to its end. */
        public boolean covers(Placed other) {
            long end = other.fault.began() + other.fault.ns();
            return replication == other.replication
                    && fault.td() == other.fault.td()
                    && middle() - half() <= other.fault.began()
                    && end <= middle() + half();
        }
    }

    /** Those of a result, slowest first. */
    public static List<Placed> of(LoadResult result) {
        List<Placed> all = new ArrayList<>();
        for (int i = 0; i < result.runs().size(); i++) {
            for (SlowFault fault : result.runs().get(i).recorded().slowest()) {
                all.add(new Placed(i + 1, result.job().vm().tds() > 1, fault));
            }
        }
        all.sort(
                Comparator.comparingLong((Placed placed) -> placed.fault().ns()).reversed());
        return all.subList(0, Math.min(COUNT, all.size()));
    }
}
