package dev.seamstress.load.metrics;

import dev.seamstress.core.machine.Grant;
import java.util.Arrays;
import java.util.function.IntSupplier;

/** One lock of the kernel: its two modes, its queue, and what those who wait in it wait for. */
final class LockMeter {
    private static final int MODES = Grant.Mode.values().length;

    private final int lock;
    private final Losses losses;
    private final IntSupplier waiting;
    private final Queue queue;
    private final Rows rows;
    private final Level[] holders = {new Level(), new Level()};
    private final long[] contended = new long[MODES];
    private long settled;
    private final Latency[] waits = {new Latency(), new Latency()};
    private final Latency[] holds = {new Latency(), new Latency()};

    // Columns.
    private final int requested;
    private final int granted;
    private final int queued;

    /** {@code waiting}: what its queue says how many wait. */
    LockMeter(int lock, Rows rows, Losses losses, IntSupplier waiting) {
        this.lock = lock;
        this.losses = losses;
        this.waiting = waiting;
        this.rows = rows;
        this.queue = new Queue(rows);
        this.requested = rows.column(0);
        this.granted = rows.column(0);
        this.queued = rows.column(0);
    }

    void requested(int thread, long time) {
        rows.of(thread)[requested] = time;
    }

    /** The request has come to the queue, after it has waited {@code mailed} for its turn at the lock's word. */
    void queued(int thread, long time, long mailed) {
        losses.lose(Loss.ofLock(lock, null), (double) mailed);
        rows.of(thread)[queued] = time;
        queue.arrives(time, thread);
    }

    void granted(int thread, int mode, long time) {
        settle(time);
        long[] row = rows.of(thread);
        contended[mode] += row[queued] < time ? 1 : 0;
        queue.leaves(time, thread);
        waits[mode].record(time - row[requested]);
        row[granted] = time;
        holders[mode].change(time, 1);
    }

    void released(int thread, int mode, long time) {
        settle(time);
        holds[mode].record(time - rows.of(thread)[granted]);
        holders[mode].change(time, -1);
    }

    /** Who has waited since the last time has done so for who held the lock. */
    private void settle(long time) {
        if (time <= settled) {
            return;
        }
        int waited = queue.length().level();
        if (waited > 0) {
            losses.lose(Loss.ofLock(lock, holder()), (double) waited * (time - settled));
        }
        settled = time;
    }

    private Grant.Mode holder() {
        for (Grant.Mode mode : Grant.Mode.values()) {
            if (holders(mode).level() > 0) {
                return mode;
            }
        }
        return null;
    }

    /** The owner has done something. */
    void look(long time) {
        settle(time);
        queue.length(time, waiting.getAsInt());
    }

    void reset(long time) {
        queue.reset(time);
        settled = time;
        Arrays.fill(contended, 0);
        for (int mode = 0; mode < MODES; mode++) {
            holders[mode].reset(time);
            waits[mode].reset();
            holds[mode].reset();
        }
    }

    /** How often somebody had to wait in the queue. */
    long contended(Grant.Mode mode) {
        return contended[mode.ordinal()];
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
