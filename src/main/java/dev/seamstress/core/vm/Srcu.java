package dev.seamstress.core.vm;

import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/**
 * {@code kvm->srcu}: who reads memslots is inside, and who has published others waits until each reader that was inside
 * then has left.
 *
 * <p>Shape: a reader's word is 0 outside, 1 inside, 2 inside since before somebody began to wait, and three more than
 * that machine's id if it waits for this reader now. The waiter marks all that it finds inside, and only then waits for
 * one after the other; the one that it waits for tells it. Whoever enters after the mark is not waited for: it finds
 * what was published.
 *
 * <p>Source: kernel/rcu/srcutree.c, srcu_read_lock(), srcu_read_unlock(), synchronize_srcu(). Simplified: one waiter at
 * a time, as all of them hold slots_lock; a mark in place of a flip of the readers' two counts.
 */
public final class Srcu {
    private static final long OUTSIDE = 0;
    private static final long INSIDE = 1;
    private static final long MARKED = 2;
    private static final long AWAITED = 3;

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

    /** Marks a reader that is inside. One racy access. */
    public static void mark(Fx fx, long reader) {
        fx.compareAndSet(reader, INSIDE, MARKED);
    }

    /** Asks a marked reader to tell {@code waiter} when it leaves; false if it has left. One racy access. */
    public static boolean awaitMarked(Fx fx, long reader, int waiter) {
        return fx.compareAndSet(reader, MARKED, AWAITED + waiter);
    }

    /** As {@link #mark} and {@link #awaitMarked} at once, where there is one reader. One racy access. */
    public static boolean awaitOnly(Fx fx, long reader, int waiter) {
        return fx.compareAndSet(reader, INSIDE, AWAITED + waiter);
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
