package dev.seamstress.load.demand;

import dev.seamstress.core.thread.ThreadOp;
import dev.seamstress.load.random.Draw;

/** A thread as the workload sees it. */
final class Worker {
    /** What it is doing. */
    enum State {
        /** It has asked for something to do, and there is nothing. */
        IDLE,
        /** An operation of its is under way. */
        BUSY,
        /** It waits for a time. */
        PAUSED,
        /** It waits for another vCPU to accept a page. */
        PARKED
    }

    final int thread;
    final Task task;
    final HostWork host;
    final Draw think;
    final Tick.Due due;
    State state = State.BUSY;
    boolean hasTask;
    boolean isLeaving;
    long intended;
    long began;
    OpClass what;
    ThreadOp op;
    int number;
    PageChooser pages;

    /**
     * A thread.
     *
     * @param task null for one of the host
     * @param host null for a vCPU, and for who destroys the TD
     * @param think for its pauses
     */
    Worker(int thread, Task task, HostWork host, Draw think) {
        this.thread = thread;
        this.task = task;
        this.host = host;
        this.think = think;
        this.due = new Tick.Due(thread);
    }

    /** True if it cannot stop here: what it has begun keeps others from getting on. */
    boolean isHalfDone() {
        return host != null && host.isHalfDone();
    }
}
