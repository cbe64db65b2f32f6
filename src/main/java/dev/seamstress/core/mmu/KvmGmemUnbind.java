package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.GmemBindings;
import dev.seamstress.core.vm.GmemFile;
import java.util.List;

/**
 * The guest_memfd file forgets a memslot that is gone for all but it. Returns 0.
 *
 * <p>If the file is open it is under the file's invalidate lock. If its last close is under way, whoever closes it
 * waits for slots_lock, and will come by every binding: so the binding goes all the same, without the lock. Kernels
 * without {@code gmem-unbind-dying} leave it, to a slot that is freed.
 *
 * <p>Requires: slots_lock held; the slot has guest_memfd, and no reader of memslots has it.
 *
 * <p>Source: kvm_gmem_unbind(), __kvm_gmem_unbind(), kvm_free_memslot().
 */
final class KvmGmemUnbind extends Procedure {
    private static final Kind KIND = Kind.of("kvm_gmem_unbind");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant slotsLock;
    private int slot;
    private final LockChain locks;

    KvmGmemUnbind(Kvm kvm, int slot, Grant slotsLock) {
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
        UNBIND(Access.RACY),
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
            case UNLOCK -> locks.isReleaseRacy();
            case UNBIND -> kvm.gmemBindings().isRacy(slot, fx);
            case LOCK, LOCKED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case FILE -> file(t, fx);
            case LOCK -> locks.take(t, fx) ? go(At.UNBIND) : await(At.LOCKED);
            case LOCKED -> {
                locks.granted(t);
                yield go(At.UNBIND);
            }
            case UNBIND -> {
                kvm.gmemBindings().set(slot, GmemBindings.UNBOUND, slotsLock, fx);
                yield locks.isNoneHeld() ? ret(t, 0) : go(At.UNLOCK);
            }
            case UNLOCK -> {
                locks.release(t, fx);
                yield ret(t, 0);
            }
        };
    }

    private long word() {
        return kvm.gmemBindings().word(slot);
    }

    private Go file(KernelThread t, Fx fx) {
        boolean isOpen = GmemFile.isActive(fx.read(kvm.gmemFile().state()));
        if (fx.read(slotsLock, word()) == GmemBindings.UNBOUND) {
            return ret(t, 0);
        }
        if (isOpen) {
            return go(kvm.has(Mutation.X39_UNBIND_UNLOCKED) ? At.UNBIND : At.LOCK);
        }
        boolean isLeft = !kvm.has(KernelSwitch.GMEM_UNBIND_DYING) || kvm.has(Mutation.B39_UNBIND_SKIPS_DYING);
        return isLeft ? ret(t, 0) : go(At.UNBIND);
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
        locks.fields(f);
    }
}
