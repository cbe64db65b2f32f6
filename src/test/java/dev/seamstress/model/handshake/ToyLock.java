package dev.seamstress.model.handshake;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;

/** The lock of the small model: a FIFO queue; unlock acts when it is received. */
final class ToyLock extends Machine {
    private final int writer;
    private final int[] queue;
    private int queued;
    private int readers;
    private int writers;

    ToyLock(int id, int threads, int writer) {
        super(id, "lock");
        this.writer = writer;
        this.queue = new int[threads];
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        switch ((Say) message) {
            case LOCK_R, LOCK_W -> queue[queued++] = from;
            case UNLOCK_R -> readers--;
            case UNLOCK_W -> writers--;
            case AUG, BLOCK, TRACK, REMOVE, TDX_DONE, FIN -> throw new IllegalStateException("lock got " + message);
        }
        grant(fx);
    }

    private void grant(Fx fx) {
        while (queued > 0 && canEnter(queue[0])) {
            int next = queue[0];
            Grant.Mode mode = next == writer ? Grant.Mode.WRITE : Grant.Mode.READ;
            if (mode == Grant.Mode.WRITE) {
                writers++;
            } else {
                readers++;
            }
            fx.send(next, new Say.Granted(new Grant(Handshake.LOCK_NUMBER, mode, next)));
            queued--;
            System.arraycopy(queue, 1, queue, 0, queued);
            queue[queued] = 0;
        }
    }

    private boolean canEnter(int next) {
        return writers == 0 && (next != writer || readers == 0);
    }

    @Override
    public void fields(Fields f) {
        readers = f.count("readers", readers);
        writers = f.count("writers", writers);
        queued = f.count("queued", queued);
        for (int i = 0; i < queue.length; i++) {
            queue[i] = f.machine("queue", queue[i]);
        }
    }
}
