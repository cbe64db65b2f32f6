package dev.seamstress.check;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Event;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which gfns are at rest: those for which no thread is inside a freeze window.
 *
 * <p>Shape: a thread has at most one window open. It lasts from the freeze to the store that ends it, or to the end of
 * the fault that froze, whichever is first: a thread that forgets its frozen entry has no window, and the entry is then
 * at rest, and wrong.
 */
final class Windows {
    private final Map<Integer, GfnRange> open = new TreeMap<>();

    void event(int actor, Event event, long a, long b) {
        switch (event) {
            case SPTE_FROZEN -> open.put(actor, GfnRange.of(Level.base((int) b, a), Level.pages((int) b)));
            case SPTE_PUBLISHED, SPTE_ROLLED_BACK, FAULT_RETRY, FAULT_DONE -> open.remove(actor);
            default -> {} // events are an open vocabulary here: all others leave the windows as they are
        }
    }

    /** True if no window covers any gfn of {@code ranges}, or, if there are none, no window is open at all. */
    boolean isAtRest(Iterable<GfnRange> ranges) {
        Iterator<GfnRange> named = ranges.iterator();
        if (!named.hasNext()) {
            return open.isEmpty();
        }
        while (named.hasNext()) {
            GfnRange range = named.next();
            if (open.values().stream().anyMatch(range::overlaps)) {
                return false;
            }
        }
        return true;
    }
}
