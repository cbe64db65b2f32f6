package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.VcpuRequest;

/**
 * Throws all direct roots away, makes every vCPU drop its own, and zaps what was mapped in them. Returns 0.
 *
 * <p>In one section under mmu_lock held for write the roots become invalid and every vCPU is asked to drop them: who
 * takes the lock after it sees both. The zap follows under the lock held for read, while vCPUs load new roots. A mirror
 * root is left alone: what is in it the guest has accepted, and nobody could bring it back.
 *
 * <p>Requires: slots_lock held.
 *
 * <p>Source: kvm_mmu_zap_all_fast(). Simplified: no shadow pages, hence no mmu_valid_gen. Assumed: of a zap by a worker
 * ({@code zap-sync} off, mutation b08) nothing is seen any more, as it may be late by any time.
 */
public final class KvmMmuZapAllFast extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_zap_all_fast");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant slotsLock;
    private Grant mmuLock;

    public KvmMmuZapAllFast(Kvm kvm, Grant slotsLock) {
        super(At.LOCK);
        this.kvm = kvm;
        this.slotsLock = slotsLock;
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        INVALIDATE(Access.LOCAL),
        REQUEST(Access.LOCAL),
        REQUESTED(Access.LOCAL),
        UNLOCK(Access.RACY),
        ZAP(Access.LOCAL),
        ZAPPED(Access.LOCAL);

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
                yield call(t, new TdpMmuInvalidateRoots(kvm, mmuLock, slotsLock, kinds()), At.REQUEST);
            }
            case REQUEST -> call(t, new MakeAllCpusRequest(kvm, VcpuRequest.FREE_OBSOLETE_ROOTS), At.REQUESTED);
            case REQUESTED -> {
                t.takeResult();
                yield go(At.UNLOCK);
            }
            case UNLOCK -> {
                kvm.mmuLock().release(t, fx, mmuLock);
                mmuLock = null;
                yield go(At.ZAP);
            }
            case ZAP ->
                isZapLeftToAWorker()
                        ? ret(t, 0)
                        : call(t, new TdpMmuZapInvalidatedRoots(kvm, slotsLock, Grant.Mode.READ), At.ZAPPED);
            case ZAPPED -> ret(t, t.takeResult());
        };
    }

    private int kinds() {
        return RootTypes.DIRECT | (kvm.has(Mutation.B46_ZAP_ALL_FAST_MIRROR) ? RootTypes.MIRROR : 0);
    }

    private boolean isZapLeftToAWorker() {
        return !kvm.has(KernelSwitch.ZAP_SYNC) || kvm.has(Mutation.B08_ZAP_ASYNC);
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
