package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Message;

/**
 * Deliveries that are still to come, by time; those of one instant in the order in which they were added.
 *
 * <p>Shape: the one that was added last stands alone. Most messages take no time, so the last one is often the next one
 * and gets into nothing else. Those that come soon are in a {@link Wheel}, the others in a {@link Heap}. Of one instant
 * those in the heap were added before those in the wheel, as an instant that was far away comes near and does not go
 * away again.
 */
final class EventQueue {
    private final Deliveries deliveries = new Deliveries();
    private final Wheel near = new Wheel(deliveries);
    private final Heap far = new Heap();
    private int kept;

    /** When the first one comes that is kept. */
    private long nextTime = Long.MAX_VALUE;

    // The one that was added last; there is none if it has no message.
    private Message last;
    private int lastFrom;
    private int lastTo;
    private long lastTime;

    // The one that was taken last.
    private Message taken;
    private int takenFrom;
    private int takenTo;
    private long takenTime;

    boolean isEmpty() {
        return kept == 0 && last == null;
    }

    /** How many there are. */
    int size() {
        return last == null ? kept : kept + 1;
    }

    /** Adds a delivery; {@code time} is not before any that was taken. */
    void add(long time, int from, int to, Message message) {
        if (last != null) {
            keep();
        }
        lastFrom = from;
        lastTo = to;
        lastTime = time;
        last = message;
    }

    private void keep() {
        int slot = deliveries.keep(lastTime, lastFrom, lastTo, last);
        if (Wheel.holds(lastTime, takenTime)) {
            near.add(slot);
        } else {
            far.add(lastTime, slot);
        }
        kept++;
        nextTime = Math.min(nextTime, lastTime);
    }

    /** Takes the next delivery, which the getters then tell. Requires: there is one. */
    void take() {
        if (last != null && lastTime < nextTime) {
            taken = last;
            takenFrom = lastFrom;
            takenTo = lastTo;
            takenTime = lastTime;
            last = null;
        } else {
            takeKept();
        }
    }

    private void takeKept() {
        int slot;
        if (!far.isEmpty() && far.firstTime() == nextTime) {
            slot = far.removeFirst();
        } else {
            slot = near.first();
            near.removeFirst();
        }
        taken = deliveries.message(slot);
        takenFrom = deliveries.from(slot);
        takenTo = deliveries.to(slot);
        takenTime = nextTime;
        deliveries.forget(slot);
        kept--;
        long soon = near.isEmpty() ? Long.MAX_VALUE : deliveries.time(near.first());
        nextTime = far.isEmpty() ? soon : Math.min(soon, far.firstTime());
    }

    long time() {
        return takenTime;
    }

    int from() {
        return takenFrom;
    }

    int to() {
        return takenTo;
    }

    Message message() {
        return taken;
    }
}
