package dev.seamstress.actor;

import dev.seamstress.sched.Enabled;
import java.util.Arrays;
import org.apache.pekko.dispatch.Envelope;

/**
 * The messages on their way in a stepped run: a FIFO queue for each (sender, receiver), Pekko's documented order.
 *
 * <p>Shape: {@code machines} ids from 0. What is enabled is the sorted list of queues that are not empty.
 */
final class Channels implements Enabled {
    private static final int FROM_SHIFT = 16;
    private static final int TO_MASK = 0xffff;

    private final int machines;
    private final Envelope[][] rings;
    private final int[] heads;
    private final int[] sizes;

    // Sender and receiver of each queue that is not empty, packed, ascending.
    private int[] enabled = new int[16];
    private int count;

    Channels(int machines) {
        if (machines > TO_MASK) {
            throw new IllegalArgumentException(machines + " machines are more than " + TO_MASK);
        }
        this.machines = machines;
        this.rings = new Envelope[machines * machines][];
        this.heads = new int[machines * machines];
        this.sizes = new int[machines * machines];
    }

    int machines() {
        return machines;
    }

    void add(int from, int to, Envelope envelope) {
        int at = from * machines + to;
        int size = sizes[at];
        if (size == 0) {
            enable(from << FROM_SHIFT | to);
        }
        Envelope[] ring = rings[at];
        if (ring == null || size == ring.length) {
            ring = grow(at, size);
        }
        ring[(heads[at] + size) & (ring.length - 1)] = envelope;
        sizes[at] = size + 1;
    }

    /** Takes the oldest message of choice {@code index}. */
    Envelope take(int index) {
        int at = from(index) * machines + to(index);
        Envelope[] ring = rings[at];
        int head = heads[at];
        Envelope envelope = ring[head];
        ring[head] = null;
        heads[at] = (head + 1) & (ring.length - 1);
        if (--sizes[at] == 0) {
            count--;
            System.arraycopy(enabled, index + 1, enabled, index, count - index);
        }
        return envelope;
    }

    /** Forgets all messages. */
    void clear() {
        while (count > 0) {
            take(count - 1);
        }
    }

    private void enable(int pair) {
        if (count == enabled.length) {
            enabled = Arrays.copyOf(enabled, 2 * count);
        }
        int i = count++;
        while (i > 0 && enabled[i - 1] > pair) {
            enabled[i] = enabled[i - 1];
            i--;
        }
        enabled[i] = pair;
    }

    private Envelope[] grow(int at, int size) {
        Envelope[] old = rings[at];
        Envelope[] ring = new Envelope[Math.max(2, 2 * size)];
        for (int i = 0; i < size; i++) {
            ring[i] = old[(heads[at] + i) & (old.length - 1)];
        }
        rings[at] = ring;
        heads[at] = 0;
        return ring;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int from(int index) {
        return enabled[index] >>> FROM_SHIFT;
    }

    @Override
    public int to(int index) {
        return enabled[index] & TO_MASK;
    }
}
