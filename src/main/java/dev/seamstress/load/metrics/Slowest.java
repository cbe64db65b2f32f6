package dev.seamstress.load.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The slowest page faults, of which only a few are kept. */
final class Slowest {
    private static final int COUNT = 10;

    private final List<SlowFault> faults = new ArrayList<>();
    private long least = -1;

    void take(FaultClass which, int vcpu, long gpa, long began, long ns) {
        if (ns <= least) {
            return;
        }
        add(new SlowFault(which, 0, vcpu, gpa, began, ns));
    }

    private void add(SlowFault fault) {
        faults.add(fault);
        faults.sort(Comparator.comparingLong(SlowFault::ns).reversed());
        if (faults.size() > COUNT) {
            faults.remove(COUNT);
        }
        least = faults.size() == COUNT ? faults.get(COUNT - 1).ns() : -1;
    }

    /** The slowest of several TDs. */
    static List<SlowFault> together(List<Slowest> all) {
        Slowest most = new Slowest();
        for (int td = 0; td < all.size(); td++) {
            for (SlowFault each : all.get(td).faults) {
                most.add(each.of(td));
            }
        }
        return most.faults();
    }

    void reset() {
        faults.clear();
        least = -1;
    }

    List<SlowFault> faults() {
        return List.copyOf(faults);
    }
}
