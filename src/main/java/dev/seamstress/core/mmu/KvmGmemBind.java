package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.GmemBindings;
import dev.seamstress.core.vm.GmemFile;
import dev.seamstress.core.vm.Slot;
import java.util.List;

/**
 * The guest_memfd file learns of a memslot that is about to be created: under the file's invalidate lock, so whoever
 * takes pages from the file finds the slot from their begin to their end, or not at all. Returns 0, or -EINVAL if the
 * file is bound to a slot at such offsets already, or -EBADF if userspace has no descriptor of it any more.
 *
 * <p>Requires: slots_lock held; the slot has guest_memfd, and no reader of memslots has it yet.
 *
 * <p>Whoever drops the file meanwhile waits for slots_lock before he comes by the bindings, and finds the new one.
 *
 * <p>Source: kvm_gmem_bind(), fget().
 */
final class KvmGmemBind extends Procedure {
    private static final Kind KIND = Kind.of("kvm_gmem_bind");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant slotsLock;
    private int slot;
    private long result;
    private final LockChain locks;

    KvmGmemBind(Kvm kvm, int slot, Grant slotsLock) {
        super(At.FILE);
        this.kvm = kvm;
        this.slot = slot;
        this.slotsLock = slotsLock;
        this.locks = new LockChain(List.of(kvm.locks().of(KernelLock.GMEM_INVALIDATE_LOCK)));
    }

    private enum At implements Step {
        FILE(Access.RACY),
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        BIND(Access.RACY),
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
        return switch ((At) at()) {
            case FILE -> fx.isReachable(kvm.gmemFile().state());
            case BIND -> kvm.gmemBindings().isRacy(slot, fx);
            case UNLOCK -> locks.isReleaseRacy();
            case LOCK, LOCKED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case FILE -> {
                boolean isOpen = GmemFile.isOpen(fx.read(kvm.gmemFile().state()));
                yield isOpen ? go(At.LOCK) : ret(t, Errno.EBADF);
            }
            case LOCK -> locks.take(t, fx) ? go(At.BIND) : await(At.LOCKED);
            case LOCKED -> {
                locks.granted(t);
                yield go(At.BIND);
            }
            case BIND -> bind(fx);
            case UNLOCK -> {
                locks.release(t, fx);
                yield ret(t, result);
            }
        };
    }

    private Go bind(Fx fx) {
        if (isTaken(fx)) {
            result = Errno.EINVAL;
        } else {
            kvm.gmemBindings().set(slot, GmemBindings.BOUND, slotsLock, fx);
        }
        return go(At.UNLOCK);
    }

    /** A slot begins at the offset that is its first gfn. */
    private boolean isTaken(Fx fx) {
        for (int i = 0; i < kvm.slots().size(); i++) {
            Slot other = kvm.slots().slot(i);
            boolean isBound =
                    other.hasGmem() && fx.read(slotsLock, kvm.gmemBindings().word(i)) == GmemBindings.BOUND;
            if (isBound && other.range().overlaps(kvm.slots().slot(slot).range())) {
                return true;
            }
        }
        return false;
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
        slot = f.count("slot", slot);
        result = f.word("result", result);
        locks.fields(f);
    }
}
