package dev.seamstress.load.run;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.LockMessage;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.lock.RwLockQueue;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;

/**
 * The owner of the one lock that several TDs share.
 *
 * <p>Source: arch/x86/kvm/vmx/tdx.c, tdx_lock.
 */
final class HostLocks extends Machine {
    private final RwLock tdxLock;
    private final RwLockQueue queue;

    /** Adds the word of its holder to {@code map}. */
    HostLocks(int id, MemoryMap map) {
        super(id, "host");
        long word = MemoryMap.word(map.add(RwLock.HOLDERS, 1), 0);
        this.tdxLock = new RwLock(KernelLock.TDX_LOCK, word, id, false);
        this.queue = new RwLockQueue(tdxLock);
    }

    RwLock tdxLock() {
        return tdxLock;
    }

    int waitingCount() {
        return queue.waitingCount();
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        if (message instanceof LockMessage.Request request) {
            queue.request(from, request.mode(), fx);
        } else if (message instanceof LockMessage.Released released) {
            queue.released(released.mode(), fx);
        } else {
            throw new ModelBug(name() + " cannot take " + message);
        }
    }

    @Override
    public void fields(Fields f) {
        queue.fields(f);
    }
}
