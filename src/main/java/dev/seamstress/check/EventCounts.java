package dev.seamstress.check;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.world.WorldView;
import java.util.ArrayList;
import java.util.List;

/**
 * How often each event that a claim names has happened since the start.
 *
 * <p>Shape: a count stays one above the largest number that it is compared with. Counts that nothing but a bare
 * {@code sometimes (seen(e))} asks for are looked at in the step of the event, so no later state depends on them.
 */
final class EventCounts implements Stateful {
    private final WorldView world;
    private final List<Counter> counters = new ArrayList<>();

    EventCounts(WorldView world) {
        this.world = world;
    }

    private static final class Counter {
        private final EventPattern pattern;
        private final Watches.Watch watch;
        private long limit = 1;
        private boolean isState;
        private long count;

        Counter(EventPattern pattern, Watches.Watch watch) {
            this.pattern = pattern;
            this.watch = watch;
        }
    }

    /** Counts from now on what {@code condition}, one that each state is looked at for, asks for. */
    void place(Condition condition) {
        if (condition instanceof Condition.And and) {
            and.of().forEach(this::place);
        } else if (condition instanceof Condition.Or or) {
            or.of().forEach(this::place);
        } else if (condition instanceof Condition.Not not) {
            place(not.of());
        } else if (condition instanceof Condition.Seen seen) {
            place(seen.event(), 1).isState = true;
        } else if (condition instanceof Condition.EventCount count) {
            place(count.event(), count.value() + 1).isState = true;
        }
    }

    /** Counts an event that is only looked for in the step in which it happens. */
    void placeBare(EventPattern event) {
        place(event, 1);
    }

    private Counter place(EventPattern pattern, long limit) {
        Counter counter = find(pattern);
        if (counter == null) {
            counter = new Counter(pattern, world.watch(pattern));
            counters.add(counter);
        }
        counter.limit = Math.max(counter.limit, limit);
        return counter;
    }

    private Counter find(EventPattern pattern) {
        for (Counter counter : counters) {
            if (counter.pattern.equals(pattern)) {
                return counter;
            }
        }
        return null;
    }

    /** How often, as far as it was counted. Requires: it was placed. */
    long count(EventPattern pattern) {
        return find(pattern).count;
    }

    void event(int actor, Event event, long a, long b, long c, long d) {
        for (Counter counter : counters) {
            if (counter.count < counter.limit && counter.watch.matches(actor, event, a, b, c, d)) {
                counter.count++;
            }
        }
    }

    @Override
    public void fields(Fields f) {
        for (Counter counter : counters) {
            counter.count = counter.isState ? f.word("count", counter.count) : f.unhashed("count", counter.count);
        }
    }
}
