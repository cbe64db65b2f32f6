package dev.seamstress.explore;

import java.util.concurrent.atomic.LongAdder;

/**
 * How far the walks of all workers are, for whoever watches.
 *
 * <p>Shape: shared by the workers. What it counts depends on who is faster, and no result depends on it.
 */
final class WalksUnderWay {
    private final Limits.Watch watch;
    private final LongAdder schedules = new LongAdder();
    private final LongAdder steps = new LongAdder();

    WalksUnderWay(Limits.Watch watch) {
        this.watch = watch;
    }

    /** Somebody has made so many steps more. */
    void made(int more) {
        steps.add(more);
    }

    /** Somebody has walked one more schedule. */
    void ended() {
        schedules.increment();
    }

    /** Why all have to end now, or null. */
    SearchEnd look() {
        return watch.walked(schedules.sum(), steps.sum());
    }
}
