package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Takes a page of userspace's own memory, whose content is to become guest memory. Returns 0.
 *
 * <p>Source: mm/gup.c, get_user_pages_fast(). Assumed: it always takes mmap_lock; the kernel first looks for the page
 * without it, and takes the lock if it is not mapped. Simplified: the page is memory that a scenario does not name, so
 * it is always there, and nobody else touches it.
 */
final class GetUserPagesFast extends Procedure {
    private static final Kind KIND = Kind.of("get_user_pages_fast");
    private static final Step[] STEPS = At.values();

    /** The host physical address of that page. */
    static final long PAGE = 1 << 12;

    private final RwLock lock;
    private Grant mmapLock;

    GetUserPagesFast(Kvm kvm) {
        super(At.LOCK);
        this.lock = kvm.locks().of(KernelLock.MMAP_LOCK);
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        UNLOCK(Access.RACY);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return super.isRacy(fx) && !lock.isSole();
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LOCK -> lock(t, fx);
            case LOCKED -> {
                mmapLock = t.granted();
                yield go(At.UNLOCK);
            }
            case UNLOCK -> unlock(t, fx);
        };
    }

    private Go lock(KernelThread t, Fx fx) {
        if (lock.isSole()) {
            mmapLock = lock.takeSole(t, fx, Grant.Mode.READ);
            return go(At.UNLOCK);
        }
        lock.request(fx, Grant.Mode.READ);
        return await(At.LOCKED);
    }

    private Go unlock(KernelThread t, Fx fx) {
        if (lock.isSole()) {
            lock.releaseSole(t, fx, mmapLock);
        } else {
            lock.release(t, fx, mmapLock);
        }
        return ret(t, 0);
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return STEPS;
    }

    @Override
    protected void locals(Fields f) {
        mmapLock = f.object(mmapLock);
    }
}
