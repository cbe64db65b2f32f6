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
        faults.add(new SlowFault(which, vcpu, gpa, began, ns));
        faults.sort(Comparator.comparingLong(SlowFault::ns).reversed());
        if (faults.size() > COUNT) {
            faults.remove(COUNT);
        }
        least = faults.size() == COUNT ? faults.get(COUNT - 1).ns() : -1;
    }

    void reset() {
        faults.clear();
        least = -1;
    }

    List<SlowFault> faults() {
        return List.copyOf(faults);
    }
}
