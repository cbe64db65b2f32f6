package dev.seamstress.explore;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.engine.Engine;
import dev.seamstress.trace.TraceSink;
import java.util.ArrayDeque;
import java.util.List;

/**
 * A search that also knows how often some events have happened on the way: the counts are part of the state, so each
 * final state is seen with every history of counts that leads to it.
 *
 * <p>Shape: a count stays at {@link #MANY} once it is there.
 */
public final class HistorySearch {
    public static final long MANY = 20;

    private final Engine engine;
    private final List<Watches.Watch> watches;
    private final long[] counts;
    private final StateSet seen = new StateSet();
    private final ArrayDeque<Frame> path = new ArrayDeque<>();
    private int finals;

    /** Where the search goes back to, and which channel it tries next from there. */
    private static final class Frame {
        private final int mark;
        private final long[] counts;
        private int channel;

        Frame(int mark, long[] counts) {
            this.mark = mark;
            this.counts = counts;
        }
    }

    /** Looks at a final state and the counts of the watches, in their order. */
    public interface Finals {
        void look(Engine engine, long[] counts);
    }

    public HistorySearch(Assembly assembly, List<Watches.Watch> watches) {
        this.engine = new Engine(assembly, true);
        this.watches = watches;
        this.counts = new long[watches.size()];
        engine.setSink(new Counter());
    }

    private final class Counter implements TraceSink {
        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] < MANY && watches.get(i).matches(actor, event, a, b, c, d)) {
                    counts[i]++;
                }
            }
        }
    }

    /** Visits everything; returns how many pairs of a final state and a history there are. */
    public int search(Finals inspector) {
        enter(inspector);
        while (!path.isEmpty()) {
            Frame frame = path.getLast();
            engine.undo(frame.mark);
            System.arraycopy(frame.counts, 0, counts, 0, counts.length);
            int channel = engine.nextChannel(frame.channel);
            if (channel < 0) {
                path.removeLast();
                continue;
            }
            frame.channel = channel + 1;
            engine.step(channel);
            enter(inspector);
        }
        return finals;
    }

    private void enter(Finals inspector) {
        long key = engine.fingerprint();
        for (long count : counts) {
            key = Mix.mix(key, count);
        }
        if (!seen.add(key)) {
            return;
        }
        if (engine.isQuiet()) {
            finals++;
            inspector.look(engine, counts.clone());
        }
        path.addLast(new Frame(engine.mark(), counts.clone()));
    }
}
