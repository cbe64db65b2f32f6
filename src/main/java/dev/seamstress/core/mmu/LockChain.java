package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Stateful;
import java.util.List;

/**
 * Locks that are taken one after the other, each in one mode, and given back in the opposite order.
 *
 * <p>Shape: in the order in which they are taken; {@code held} is how many the thread has.
 *
 * <p>Source: Documentation/virt/kvm/locking.rst.
 */
final class LockChain implements Stateful {
    private final List<RwLock> locks;
    private final Grant.Mode mode;
    private final Grant[] grants;
    private int held;

    /** Takes each exclusively. */
    LockChain(List<RwLock> locks) {
        this(locks, Grant.Mode.WRITE);
    }

    LockChain(List<RwLock> locks, Grant.Mode mode) {
        this.locks = List.copyOf(locks);
        this.mode = mode;
        this.grants = new Grant[locks.size()];
    }

    boolean isAllHeld() {
        return held == locks.size();
    }

    boolean isNoneHeld() {
        return held == 0;
    }

    /** Takes the next lock, or asks for it; true if it is held now, false if a grant will come. */
    boolean take(KernelThread t, Fx fx) {
        RwLock next = locks.get(held);
        if (next.isSole()) {
            grants[held++] = next.takeSole(t, fx, mode);
            return true;
        }
        next.request(fx, mode);
        return false;
    }

    /** The lock that was asked for has come. */
    void granted(KernelThread t) {
        grants[held++] = t.granted();
    }

    /** True if giving back the last lock is a racy access. */
    boolean isReleaseRacy() {
        return held > 0 && !locks.get(held - 1).isSole();
    }

    /** Gives back the lock that was taken last. Requires: one is held. */
    void release(KernelThread t, Fx fx) {
        held--;
        if (locks.get(held).isSole()) {
            locks.get(held).releaseSole(t, fx, grants[held]);
        } else {
            locks.get(held).release(t, fx, grants[held]);
        }
        grants[held] = null;
    }

    /** The evidence that the thread has the lock that was taken last. Requires: one is held. */
    Grant last() {
        return grants[held - 1];
    }

    /** The evidence that the thread has the lock. Requires: it is one of the chain, and held. */
    Grant grant(KernelLock lock) {
        for (int i = 0; i < held; i++) {
            if (grants[i].lock() == lock.number()) {
                return grants[i];
            }
        }
        throw new IllegalStateException(lock + " is not held");
    }

    @Override
    public void fields(Fields f) {
        held = f.count("locks held", held);
        for (int i = 0; i < grants.length; i++) {
            grants[i] = f.object(grants[i]);
        }
    }
}
