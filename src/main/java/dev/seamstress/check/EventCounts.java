package dev.seamstress.check;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.world.WorldView;
import java.util.ArrayList;
import java.util.List;

/** How often each event that a claim names has happened since the start. */
final class EventCounts {
    private final WorldView world;
    private final List<EventPattern> patterns = new ArrayList<>();
    private final List<Watches.Watch> watches = new ArrayList<>();
    private long[] counts = new long[8];

    EventCounts(WorldView world) {
        this.world = world;
    }

    /** Begins to count a pattern, if it is not counted yet; returns its place. */
    int place(EventPattern pattern) {
        int known = patterns.indexOf(pattern);
        if (known >= 0) {
            return known;
        }
        patterns.add(pattern);
        watches.add(world.watch(pattern));
        if (patterns.size() > counts.length) {
            counts = java.util.Arrays.copyOf(counts, counts.length * 2);
        }
        return patterns.size() - 1;
    }

    long count(EventPattern pattern) {
        return counts[place(pattern)];
    }

    void event(int actor, Event event, long a, long b, long c, long d) {
        for (int i = 0; i < watches.size(); i++) {
            if (watches.get(i).matches(actor, event, a, b, c, d)) {
                counts[i]++;
            }
        }
    }
}
