package dev.seamstress.check;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.world.WorldView;
import java.util.ArrayList;
import java.util.List;

/**
 * An {@code order (e1 -> … -> en)} claim: for each occurrence of en, the others have occurred in this order since its
 * previous occurrence, or the start.
 *
 * <p>Shape: {@code reached} is how many of e1 to e(n-1) have occurred in order. It falls back to none at each en.
 */
final class OrderMonitor {
    private final List<Watches.Watch> watches = new ArrayList<>();
    private int reached;

    OrderMonitor(WorldView world, List<EventPattern> events) {
        for (EventPattern event : events) {
            watches.add(world.watch(event));
        }
    }

    /** Takes an event; false if it is an en that came too early. */
    boolean event(int actor, Event event, long a, long b, long c, long d) {
        int last = watches.size() - 1;
        if (reached < last && watches.get(reached).matches(actor, event, a, b, c, d)) {
            reached++;
            return true;
        }
        if (!watches.get(last).matches(actor, event, a, b, c, d)) {
            return true;
        }
        boolean isInOrder = reached == last;
        reached = 0;
        return isInOrder;
    }
}
