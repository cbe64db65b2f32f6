package dev.seamstress.load.demand;

import dev.seamstress.core.thread.OpResult;

/** Is told what the threads of a load do. */
public interface Watcher {
    /** The thread begins an operation. */
    void begun(int thread, OpClass what, long time);

    /** The thread has ended an operation. */
    void ended(int thread, OpClass what, long time, OpResult result);

    /**
     * A task is over.
     *
     * @param intended when it was to begin: for an open phase its arrival, for a closed one as it began
     */
    void task(long intended, long began, long time);

    /** A vCPU takes a task that was waiting, or not: it was to begin at {@code intended}. */
    void taken(long intended, long time);

    /** A task that was to begin at {@code intended} is given up: its phase is over, and no vCPU has taken it. */
    void dropped(long intended, long time);

    /** The vCPU waits until another one has accepted the page that it wants. */
    default void parked(int thread, long time) {}

    /** It does so no more. */
    default void unparked(int thread, long time) {}

    /** How many tasks wait for a vCPU, from now on. */
    void waiting(long time, int tasks);
}
