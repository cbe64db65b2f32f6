package dev.seamstress.check;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.world.WorldView;
import java.util.ArrayList;
import java.util.List;

/**
 * An {@code order (e1 -> … -> en)} claim: for each occurrence of en, the others have occurred in this order since its
 * previous occurrence, or the start.
 *
 * <p>Shape: {@code reached} is how many of e1 to e(n-1) have occurred in order. It falls back to none at each en; an
 * event that is an en is nothing else, as the others must come before it.
 */
final class OrderMonitor implements Stateful {
    private final List<Watches.Watch> watches = new ArrayList<>();
    private int reached;

    // Transient: of the step under way only, hence not part of the state.
    private transient boolean isBroken;

    OrderMonitor(WorldView world, List<EventPattern> events) {
        for (EventPattern event : events) {
            watches.add(world.watch(event));
        }
    }

    /** A step begins. */
    void begin() {
        isBroken = false;
    }

    void event(int actor, Event event, long a, long b, long c, long d) {
        int last = watches.size() - 1;
        if (watches.get(last).matches(actor, event, a, b, c, d)) {
            isBroken |= reached < last;
            reached = 0;
        } else if (reached < last && watches.get(reached).matches(actor, event, a, b, c, d)) {
            reached++;
        }
    }

    /** True if an en came too early in the step. */
    boolean isBroken() {
        return isBroken;
    }

    @Override
    public void fields(Fields f) {
        reached = f.count("reached", reached);
    }
}
