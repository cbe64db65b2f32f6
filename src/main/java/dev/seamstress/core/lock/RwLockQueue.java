package dev.seamstress.core.lock;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Stateful;
import java.util.Arrays;

/**
 * A reader-writer lock as its owner sees it: the queue, and who is next.
 *
 * <p>Readers share. A waiting writer holds back later readers, and all who wait are served in the order in which they
 * came. Each call makes one racy access at most, to the holders' word.
 *
 * <p>A release takes effect in the releasing step, before the owner hears of it. A writer is therefore granted by
 * compare-and-swap against the word: if it fails, some reader is still inside, and that reader's release will come. A
 * reader that asks between a writer's release and the message about it waits for the message; that only delays it, and
 * the same grant a little later is a schedule that exists anyway.
 *
 * <p>Source: kernel/locking/qrwlock.c; simplified: no readers in interrupt context, which pass a writer that only
 * waits.
 */
public final class RwLockQueue implements Stateful {
    private final RwLock lock;
    private final String writerName;
    private final String waitingName;
    private final String threadName;
    private final String modeName;
    private boolean isWriterGranted;
    private int[] waiting = new int[4];
    private int waitingCount;

    /** Messages made before, by thread and mode; what they say never changes, so they are no state. */
    private transient LockMessage.Granted[] granted = new LockMessage.Granted[8];

    public RwLockQueue(RwLock lock) {
        this.lock = lock;
        String name = KernelLock.name(lock.number());
        this.writerName = name + " granted to a writer";
        this.waitingName = name + " waiting";
        this.threadName = name + " waiter";
        this.modeName = name + " waiter's mode";
    }

    /** The lock's number. */
    public int lock() {
        return lock.number();
    }

    /** A thread asks for the lock. */
    public void request(int thread, Grant.Mode mode, Fx fx) {
        waiting = waitingCount < waiting.length ? waiting : Arrays.copyOf(waiting, 2 * waitingCount);
        waiting[waitingCount++] = thread << 1 | mode.ordinal();
        if (waitingCount == 1) {
            serve(fx);
        }
    }

    /** A holder has given the lock back. */
    public void released(Grant.Mode mode, Fx fx) {
        if (mode == Grant.Mode.WRITE) {
            isWriterGranted = false;
        }
        serve(fx);
    }

    /** How many threads wait. */
    public int waitingCount() {
        return waitingCount;
    }

    private void serve(Fx fx) {
        if (isWriterGranted || waitingCount == 0) {
            return;
        }
        switch (mode(0)) {
            case READ -> admitReaders(fx);
            case WRITE -> admitWriter(fx);
        }
    }

    private void admitReaders(Fx fx) {
        int readers = 1;
        while (readers < waitingCount && mode(readers) == Grant.Mode.READ) {
            readers++;
        }
        fx.add(lock.word(), readers * RwLock.READER);
        grant(readers, fx);
    }

    private void admitWriter(Fx fx) {
        if (fx.compareAndSet(lock.word(), 0, RwLock.WRITER)) {
            isWriterGranted = true;
            grant(1, fx);
        }
    }

    private void grant(int count, Fx fx) {
        for (int i = 0; i < count; i++) {
            LockMessage.Granted granted = granted(waiting[i] >> 1, mode(i));
            Grant grant = granted.grant();
            fx.trace(Event.LOCK_GRANTED, grant.lock(), grant.mode().ordinal(), grant.holder());
            fx.send(grant.holder(), granted);
        }
        waitingCount -= count;
        System.arraycopy(waiting, count, waiting, 0, waitingCount);
    }

    /** The grant of a thread; made once, as the same threads come again and again. */
    private LockMessage.Granted granted(int thread, Grant.Mode mode) {
        int place = thread << 1 | mode.ordinal();
        if (place >= granted.length) {
            granted = Arrays.copyOf(granted, Math.max(place + 1, 2 * granted.length));
        }
        if (granted[place] == null) {
            granted[place] = new LockMessage.Granted(new Grant(lock.number(), mode, thread));
        }
        return granted[place];
    }

    private Grant.Mode mode(int index) {
        return (waiting[index] & 1) == 0 ? Grant.Mode.READ : Grant.Mode.WRITE;
    }

    @Override
    public void fields(Fields f) {
        isWriterGranted = f.flag(writerName, isWriterGranted);
        waitingCount = f.count(waitingName, waitingCount);
        if (waitingCount > waiting.length) {
            waiting = Arrays.copyOf(waiting, waitingCount);
        }
        for (int i = 0; i < waitingCount; i++) {
            int thread = f.machine(threadName, waiting[i] >> 1);
            int mode = f.count(modeName, waiting[i] & 1);
            waiting[i] = thread << 1 | mode;
        }
    }
}
