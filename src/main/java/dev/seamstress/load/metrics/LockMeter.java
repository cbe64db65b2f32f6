package dev.seamstress.load.metrics;

import dev.seamstress.core.machine.Grant;
import java.util.function.IntSupplier;

/** One lock of the kernel: its two modes, and its queue. */
final class LockMeter {
    private static final int MODES = Grant.Mode.values().length;

    private final IntSupplier waiting;
    private final Queue queue;
    private final long[] requested;
    private final long[] granted;
    private final Level[] holders = {new Level(), new Level()};
    private final Latency[] waits = {new Latency(), new Latency()};
    private final Latency[] holds = {new Latency(), new Latency()};

    /** {@code waiting}: what its queue says how many wait. */
    LockMeter(int threads, IntSupplier waiting) {
        this.waiting = waiting;
        this.queue = new Queue(threads);
        this.requested = new long[threads];
        this.granted = new long[threads];
    }

    void requested(int thread, long time) {
        requested[thread] = time;
    }

    /** The request has come to the queue. */
    void queued(int thread, long time) {
        queue.arrives(time, thread);
    }

    void granted(int thread, int mode, long time) {
        queue.leaves(time, thread);
        waits[mode].record(time - requested[thread]);
        granted[thread] = time;
        holders[mode].change(time, 1);
    }

    void released(int thread, int mode, long time) {
        holds[mode].record(time - granted[thread]);
        holders[mode].change(time, -1);
    }

    /** The owner has done something. */
    void look(long time) {
        queue.length(time, waiting.getAsInt());
    }

    void reset(long time) {
        queue.reset(time);
        for (int mode = 0; mode < MODES; mode++) {
            holders[mode].reset(time);
            waits[mode].reset();
            holds[mode].reset();
        }
    }

    Queue queue() {
        return queue;
    }

    Level holders(Grant.Mode mode) {
        return holders[mode.ordinal()];
    }

    Latency waits(Grant.Mode mode) {
        return waits[mode.ordinal()];
    }

    Latency holds(Grant.Mode mode) {
        return holds[mode.ordinal()];
    }
}
