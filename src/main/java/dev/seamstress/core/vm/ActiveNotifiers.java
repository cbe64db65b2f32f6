package dev.seamstress.core.vm;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.WordClass;

/**
 * How many MMU notifiers are between their start and their end, with the spinlock that guards the number, and who waits
 * for it to be none: a notifier must find at its end the memslots that it found at its start.
 *
 * <p>Shape: the number in bits 15:0; bit 16 while memslots are being published; above one more than the id of the
 * machine that waits. Memslots are published only while the number is 0, and it grows only while they are not.
 *
 * <p>Source: struct kvm, mn_invalidate_lock, mn_active_invalidate_count, mn_memslots_update_rcuwait. Simplified: who
 * meets a publication looks again and again, as it would spin.
 */
public final class ActiveNotifiers {
    /** Nobody is active, and nobody waits. */
    public static final long NONE = 0;

    /** Memslots are being published. */
    public static final long PUBLISHING = 1 << 16;

    private static final long COUNT = PUBLISHING - 1;
    private static final int WAITER_SHIFT = 32;

    /** The class of the word. */
    static final WordClass WORD = WordClass.lockless("vm.notifiers", NONE);

    private ActiveNotifiers() {}

    /** How many are active. */
    public static long count(long value) {
        return value & COUNT;
    }

    public static boolean isPublishing(long value) {
        return (value & PUBLISHING) != 0;
    }

    /** The same, and {@code machine} waits until nobody is active. */
    public static long waiting(long value, int machine) {
        return value | machine + 1L << WAITER_SHIFT;
    }

    /** The machine that waits, or -1. */
    public static int waiter(long value) {
        return (int) (value >>> WAITER_SHIFT) - 1;
    }

    /** One more. */
    public static long more(long value) {
        return value + 1;
    }

    /** One fewer; when the last one ends, whoever waits is told, and waits no longer. */
    public static long fewer(long value) {
        return count(value) == 1 ? NONE : value - 1;
    }

    /** What the last one tells who waits. */
    public enum Over implements Message {
        /** There was none for a moment. */
        OVER;

        private final long content = Mix.tag("ActiveNotifiers." + name());

        @Override
        public long content() {
            return content;
        }
    }
}
