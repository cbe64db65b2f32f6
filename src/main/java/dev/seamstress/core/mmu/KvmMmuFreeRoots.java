package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Makes a vCPU drop its direct root. Returns 0.
 *
 * <p>Its mirror root it keeps: private memory cannot be taken away and brought back as one likes, for the guest would
 * have to accept it anew.
 *
 * <p>Source: kvm_mmu_free_roots(), mmu_free_root_page(); with all roots kvm_mmu_unload(), which is what
 * kvm_mmu_reset_context() does to roots. Simplified: there are no previous roots.
 */
public final class KvmMmuFreeRoots extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_free_roots");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final VcpuMmu vcpu;
    private Grant mmuLock;

    public KvmMmuFreeRoots(Kvm kvm, VcpuMmu vcpu) {
        super(At.LOCK);
        this.kvm = kvm;
        this.vcpu = vcpu;
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        PUT(Access.LOCAL),
        FORGET(Access.LOCAL),
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
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LOCK -> lock(t, fx);
            case PUT -> {
                mmuLock = t.granted();
                yield call(t, new TdpMmuPutRoot(kvm, mmuLock, vcpu.root()), At.FORGET);
            }
            case FORGET -> {
                t.takeResult();
                vcpu.setRoot(RootList.NONE);
                yield go(At.UNLOCK);
            }
            case UNLOCK -> {
                kvm.mmuLock().release(t, fx, mmuLock);
                yield ret(t, 0);
            }
        };
    }

    private Go lock(KernelThread t, Fx fx) {
        if (vcpu.root() == RootList.NONE) {
            return ret(t, 0);
        }
        kvm.mmuLock().request(fx, Grant.Mode.READ);
        return await(At.PUT);
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
