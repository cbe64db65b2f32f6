package dev.seamstress.core.vm;

import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/**
 * {@code kvm->srcu}: who reads memslots is inside, and who has published others waits until each reader that was inside
 * then has left.
 *
 * <p>Shape: a reader's word is 0 outside, 1 inside, and inside with somebody who waits for it two more than that
 * machine's id. The waiter marks those that it finds inside, and each that leaves with a mark tells it. Whoever enters
 * after that is not waited for: it finds what was published.
 *
 * <p>Source: kernel/rcu/srcutree.c, srcu_read_lock(), srcu_read_unlock(), synchronize_srcu(). Simplified: one waiter at
 * a time, as all of them hold slots_lock; a mark in place of a flip of the readers' two counts.
 */
public final class Srcu {
    private static final long OUTSIDE = 0;
    private static final long INSIDE = 1;
    private static final long AWAITED = 2;

    private Srcu() {}

    /** Enters. One racy access. */
    public static void lock(Fx fx, long reader) {
        fx.write(reader, INSIDE);
    }

    /** Leaves, and tells whoever waits for that. One racy access. */
    public static void unlock(Fx fx, long reader) {
        long was = fx.exchange(reader, OUTSIDE);
        if (was >= AWAITED) {
            fx.send((int) (was - AWAITED), Left.LEFT);
        }
    }

    /** Asks a reader to tell {@code waiter} when it leaves; false if it is outside. One racy access. */
    public static boolean await(Fx fx, long reader, int waiter) {
        return fx.compareAndSet(reader, INSIDE, AWAITED + waiter);
    }

    /** True if a reader's word says that somebody waits for it to leave. */
    public static boolean isAwaited(long value) {
        return value >= AWAITED;
    }

    /** What a reader tells who waits for it. */
    public enum Left implements Message {
        /** It is outside. */
        LEFT;

        private final long content = Mix.tag("Srcu." + name());

        @Override
        public long content() {
            return content;
        }
    }
}
