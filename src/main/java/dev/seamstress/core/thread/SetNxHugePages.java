package dev.seamstress.core.thread;

import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmMmuZapAllFast;

/**
 * The operation {@code zapfast}: all direct roots of the VM are thrown away, under slots_lock. Returns an
 * {@link OpResult}.
 *
 * <p>Nobody needs the VM's file for it, so a dead VM is served as well.
 *
 * <p>Source: set_nx_huge_pages(), which calls kvm_mmu_zap_all_fast() for each VM; a wrap of the MMIO generation does
 * the same. Simplified: the parameter itself has no effect.
 */
final class SetNxHugePages extends Procedure {
    private static final Kind KIND = Kind.of("set_nx_huge_pages");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private Grant slotsLock;

    SetNxHugePages(Kvm kvm) {
        super(At.LOCK);
        this.kvm = kvm;
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        ZAP(Access.LOCAL),
        ZAPPED(Access.LOCAL),
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
        return super.isRacy(fx) && !lock().isSole();
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LOCK -> lock(t, fx);
            case LOCKED -> {
                slotsLock = t.granted();
                yield go(At.ZAP);
            }
            case ZAP -> call(t, new KvmMmuZapAllFast(kvm, slotsLock), At.ZAPPED);
            case ZAPPED -> {
                t.takeResult();
                yield go(At.UNLOCK);
            }
            case UNLOCK -> unlock(t, fx);
        };
    }

    private RwLock lock() {
        return kvm.slotsLock();
    }

    private Go lock(KernelThread t, Fx fx) {
        if (lock().isSole()) {
            slotsLock = lock().takeSole(t, fx, Grant.Mode.WRITE);
            return go(At.ZAP);
        }
        lock().request(fx, Grant.Mode.WRITE);
        return await(At.LOCKED);
    }

    private Go unlock(KernelThread t, Fx fx) {
        if (lock().isSole()) {
            lock().releaseSole(t, fx, slotsLock);
        } else {
            lock().release(t, fx, slotsLock);
        }
        return ret(t, OpResult.OK.ordinal());
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
        slotsLock = f.object(slotsLock);
    }
}
