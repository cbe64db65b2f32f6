package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * The end of the TDP MMU: all roots of both kinds become invalid, are zapped, and lose the reference that the MMU
 * itself has to each, so that no root is left. Returns 0.
 *
 * <p>A mirror root has no leaf any more when it comes to this; its tables are taken back from the TDX module one by
 * one.
 *
 * <p>Requires: slots_lock held; no vCPU is left, and no TD has its key.
 *
 * <p>Source: kvm_mmu_uninit_tdp_mmu(). Simplified: the kernel takes neither slots_lock here nor mmu_lock while it makes
 * the roots invalid, as nobody is left to exclude; the words' guards want both. No RCU barrier, as a table that was
 * taken down is never used again.
 */
final class KvmMmuUninitTdpMmu extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_uninit_tdp_mmu");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant slotsLock;
    private Grant mmuLock;

    KvmMmuUninitTdpMmu(Kvm kvm, Grant slotsLock) {
        super(At.LOCK);
        this.kvm = kvm;
        this.slotsLock = slotsLock;
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        INVALIDATE(Access.LOCAL),
        UNLOCK(Access.RACY),
        ZAP(Access.LOCAL),
        ZAPPED(Access.LOCAL),
        LEFT(Access.RACY);

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
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LOCK -> {
                kvm.mmuLock().request(fx, Grant.Mode.WRITE);
                yield await(At.INVALIDATE);
            }
            case INVALIDATE -> {
                mmuLock = t.granted();
                int kinds = RootTypes.DIRECT | RootTypes.MIRROR;
                yield call(t, new TdpMmuInvalidateRoots(kvm, mmuLock, slotsLock, kinds), At.UNLOCK);
            }
            case UNLOCK -> {
                t.takeResult();
                kvm.mmuLock().release(t, fx, mmuLock);
                mmuLock = null;
                yield go(At.ZAP);
            }
            case ZAP -> call(t, new TdpMmuZapInvalidatedRoots(kvm, slotsLock, Grant.Mode.WRITE), At.ZAPPED);
            case ZAPPED -> {
                t.takeResult();
                yield go(At.LEFT);
            }
            case LEFT -> left(t, fx);
        };
    }

    private Go left(KernelThread t, Fx fx) {
        long list = fx.read(kvm.roots().list());
        if (list != RootList.EMPTY) {
            fx.trace(Event.WARN_ON, WarnOn.ROOTS_LEFT.ordinal(), RootList.size(list));
        }
        fx.trace(Event.MMU_UNINIT, RootList.size(list));
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
        mmuLock = f.object(mmuLock);
    }
}
