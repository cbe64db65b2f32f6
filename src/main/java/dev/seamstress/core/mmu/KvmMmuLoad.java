package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.VcpuRequest;

/**
 * Gives a vCPU the roots it lacks, mirror first. Returns 0.
 *
 * <p>Source: kvm_mmu_load(), mmu_alloc_direct_roots(). Simplified: the hardware's root is the direct root as soon as
 * the vCPU has one; what the vCPU's processor has cached another thread, which runs an ioctl of the vCPU, lets it
 * forget before it enters.
 */
public final class KvmMmuLoad extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_load");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final VcpuMmu vcpu;

    public KvmMmuLoad(Kvm kvm, VcpuMmu vcpu) {
        super(At.MIRROR);
        this.kvm = kvm;
        this.vcpu = vcpu;
    }

    private enum At implements Step {
        MIRROR(Access.LOCAL),
        MIRROR_TAKEN(Access.LOCAL),
        DIRECT(Access.LOCAL),
        DIRECT_TAKEN(Access.LOCAL),
        FLUSH_LATER(Access.RACY);

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
        return super.isRacy(fx) && fx.isReachable(vcpu.words().mode());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case MIRROR -> mirror(t);
            case MIRROR_TAKEN -> mirrorTaken(t);
            case DIRECT -> call(t, new TdpMmuAllocRoot(kvm, vcpu, false), At.DIRECT_TAKEN);
            case DIRECT_TAKEN -> directTaken(t, fx);
            case FLUSH_LATER -> {
                fx.write(vcpu.words().request(VcpuRequest.TLB_FLUSH), 1);
                yield ret(t, 0);
            }
        };
    }

    private Go mirror(KernelThread t) {
        vcpu.caches().topUp();
        boolean isWanted = vcpu.mirrorRoot() == RootList.NONE || !isMirrorRootKept();
        if (kvm.type().hasMirror() && isWanted) {
            return call(t, new TdpMmuAllocRoot(kvm, vcpu, true), At.MIRROR_TAKEN);
        }
        return go(At.DIRECT);
    }

    private boolean isMirrorRootKept() {
        return kvm.has(KernelSwitch.MIRROR_ROOT_REALLOC_CHECK) && !kvm.has(Mutation.B05_MIRROR_ROOT_EACH_LOAD);
    }

    private Go mirrorTaken(KernelThread t) {
        vcpu.setMirrorRoot((int) t.takeResult());
        return go(At.DIRECT);
    }

    /** What the processor has cached may come from any other root: kvm_x86_flush_tlb_current(). */
    private Go directTaken(KernelThread t, Fx fx) {
        vcpu.setRoot((int) t.takeResult());
        if (!isOnItsProcessor(t)) {
            return go(At.FLUSH_LATER);
        }
        vcpu.tlb().flush(fx);
        return ret(t, 0);
    }

    private boolean isOnItsProcessor(KernelThread t) {
        Kvm.VcpuThread own = kvm.vcpu(vcpu.number());
        return own == null || own.machine() == t.id() || !vcpu.tlb().isCaching();
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
    protected void locals(Fields f) {}
}
