package dev.seamstress.core.machine;

/**
 * What a machine may do to the world while it takes a message. Nothing else has effects.
 *
 * <p>The accesses in the first group are <em>racy</em>: another thread may touch the word between any two of them, so a
 * step makes at most one. Those that take a {@link Grant}, and {@link #own}, are exclusive and do not count; the driver
 * checks that the claim is true.
 *
 * <p>A class and no interface: all that the model does goes through it, and a JVM that has seen several drivers calls
 * an interface's methods by searching for them.
 */
public abstract class Fx {
    /** Sends a message; it arrives after all that this machine sent the same receiver before. */
    public abstract void send(int to, Message message);

    /**
     * Sends this machine a message after {@code ns} of virtual time, as if from {@code lp}: the thread on whose logical
     * processor the time passes. It arrives in {@code lp}'s channel, so the completions of different callers are
     * unordered.
     */
    public abstract void after(long ns, int lp, Message message);

    /** Reads a word. Racy. */
    public abstract long read(long word);

    /** Stores {@code next} if the word still equals {@code expected}; says whether it did. Racy. */
    public abstract boolean compareAndSet(long word, long expected, long next);

    /** Stores {@code next} if the word still equals {@code expected}; returns what was there. Racy. */
    public abstract long compareAndExchange(long word, long expected, long next);

    /** Stores {@code next} and returns what was there. Racy. */
    public abstract long exchange(long word, long next);

    /** Stores {@code next}. Racy. */
    public abstract void write(long word, long next);

    /** Adds {@code delta} and returns the sum. Racy. */
    public abstract long add(long word, long delta);

    /** Reads a word whose guard is held, in either mode. Not racy: no one can be writing it. */
    public abstract long read(Grant held, long word);

    /** Stores into a word whose guard is held exclusively, and all of whose accessors hold the guard. Not racy. */
    public abstract void write(Grant held, long word, long next);

    /** Reads a word of this machine's own. Not racy. */
    public abstract long own(long word);

    /** Stores into a word of this machine's own. Not racy. */
    public abstract void own(long word, long next);

    /**
     * False if in this scenario no machine but this one can touch the word, or no machine writes it; an access to it is
     * then not racy.
     */
    public abstract boolean isReachable(long word);

    /** Tells what happened; for people, monitors and digests, never for machines. */
    public abstract void trace(Event event, long a, long b, long c, long d);

    public void trace(Event event, long a, long b, long c) {
        trace(event, a, b, c, 0);
    }

    public void trace(Event event, long a, long b) {
        trace(event, a, b, 0, 0);
    }

    public void trace(Event event, long a) {
        trace(event, a, 0, 0, 0);
    }

    public void trace(Event event) {
        trace(event, 0, 0, 0, 0);
    }

    /**
     * True if the thread must let others run before a racy access. {@code hasTouched}: it has made one already in this
     * delivery. A driver with a clock asks instead whether time has passed since the delivery.
     */
    public boolean isCutBefore(boolean hasTouched) {
        return hasTouched;
    }

    /**
     * False if {@link #isCutBefore} does not depend on {@code hasTouched}, and {@link #stepped} does nothing: a thread
     * need not find out what it has touched.
     */
    public boolean isCounting() {
        return true;
    }

    /** Called by a thread after each step, so that a driver can check what the step claimed. */
    public void stepped(Step step, boolean isRacy) {}

    /** The thread goes round: it is about to try again what came to nothing. Where there is a clock time passes. */
    public void again() {}
}
