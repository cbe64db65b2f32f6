package dev.seamstress.core.lock;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.WordClass;

/**
 * A reader-writer lock as a thread sees it: whom to ask, and how to give it back.
 *
 * <p>Shape: {@code number} as in {@link KernelLock}. {@code word} counts the holders: readers in bits 31:0, the writer
 * in bit 32. Who they are is in each thread's own {@link KernelThread#held}. {@code isSole}: in this scenario one
 * thread alone ever wants the lock, so it takes it without asking.
 *
 * <p>Source: include/linux/rwlock.h.
 */
public record RwLock(int number, long word, int owner, boolean isSole) {
    /** The class of the holders' word: the owner adds holders, and each holder takes itself out. */
    public static final WordClass HOLDERS = WordClass.lockless("lock.holders", 0);

    static final long READER = 1;
    static final long WRITER = 1L << 32;

    /** A lock of which there is one. */
    public RwLock(KernelLock name, long word, int owner, boolean isSole) {
        this(name.number(), word, owner, isSole);
    }

    /** True if a word of holders says that there is a writer. */
    public static boolean hasWriter(long holders) {
        return holders >>> 32 != 0;
    }

    static long holder(Grant.Mode mode) {
        return mode == Grant.Mode.READ ? READER : WRITER;
    }

    /** Asks for the lock; {@link LockMessage.Granted} comes when it is the thread's. */
    public void request(Fx fx, Grant.Mode mode) {
        fx.trace(Event.LOCK_REQUESTED, number, mode.ordinal());
        fx.send(owner, LockMessage.Request.of(number, mode));
    }

    /** Takes a lock that nobody else wants. Requires: {@link #isSole}. */
    public Grant takeSole(KernelThread t, Fx fx, Grant.Mode mode) {
        Grant grant = new Grant(number, mode, t.id());
        t.hold(grant);
        fx.trace(Event.LOCK_GRANTED, number, mode.ordinal(), t.id());
        return grant;
    }

    /** Gives back what {@link #takeSole} gave. */
    public void releaseSole(KernelThread t, Fx fx, Grant held) {
        t.drop(held);
        fx.trace(Event.LOCK_RELEASED, number, held.mode().ordinal());
    }

    /** Gives the lock back. Requires: {@code held} is held. One racy access. */
    public void release(KernelThread t, Fx fx, Grant held) {
        fx.add(word, -holder(held.mode()));
        t.drop(held);
        fx.trace(Event.LOCK_RELEASED, number, held.mode().ordinal());
        fx.send(owner, LockMessage.Released.of(number, held.mode()));
    }
}
