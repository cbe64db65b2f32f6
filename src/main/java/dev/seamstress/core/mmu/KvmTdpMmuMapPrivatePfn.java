package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Maps a page of the image, which is known, at a gfn. Returns 0, or -EIO also of a gfn that is mapped already.
 *
 * <p>It takes no snapshot of the invalidation sequence: its caller's locks keep all out who zap private memory.
 *
 * <p>Requires: slots_lock and the invalidate lock of guest_memfd held.
 *
 * <p>Source: kvm_tdp_mmu_map_private_pfn(). Simplified: no signals, as scripts send them to vCPUs' threads alone; the
 * vCPU has its roots.
 */
final class KvmTdpMmuMapPrivatePfn extends Procedure implements CacheUser {
    private static final Kind KIND = Kind.of("kvm_tdp_mmu_map_private_pfn");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final VcpuMmu vcpu;
    private final long gfn;
    private final long pfn;
    private PageFault fault;
    private Grant mmuLock;
    private long outcome;

    KvmTdpMmuMapPrivatePfn(Kvm kvm, VcpuMmu vcpu, long gfn, long pfn) {
        super(At.VM_DEAD);
        this.kvm = kvm;
        this.vcpu = vcpu;
        this.gfn = gfn;
        this.pfn = pfn;
        this.fault = PageFault.ofImage(kvm, gfn, pfn);
    }

    private enum At implements Step {
        VM_DEAD(Access.RACY),
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        MAPPED(Access.LOCAL),
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
        return super.isRacy(fx)
                && (at() != At.VM_DEAD || fx.isReachable(kvm.words().dead()));
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case VM_DEAD -> fx.read(kvm.words().dead()) != 0 ? ret(t, Errno.EIO) : go(At.LOCK);
            case LOCK -> lock(fx);
            case LOCKED -> {
                mmuLock = t.granted();
                yield call(t, new TdpMmuMap(kvm, vcpu, fault, mmuLock), At.MAPPED);
            }
            case MAPPED -> {
                outcome = t.takeResult();
                yield go(At.UNLOCK);
            }
            case UNLOCK -> unlock(t, fx);
        };
    }

    @Override
    public boolean hasEnough() {
        return vcpu.caches().isEnough();
    }

    private Go lock(Fx fx) {
        vcpu.caches().topUp();
        kvm.mmuLock().request(fx, Grant.Mode.READ);
        return await(At.LOCKED);
    }

    private Go unlock(KernelThread t, Fx fx) {
        kvm.mmuLock().release(t, fx, mmuLock);
        mmuLock = null;
        if (outcome == RetPf.RETRY.ordinal()) {
            outcome = 0;
            fault = PageFault.ofImage(kvm, gfn, pfn);
            return go(At.VM_DEAD);
        }
        return ret(t, outcome == RetPf.FIXED.ordinal() ? 0 : Errno.EIO);
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
    protected boolean isLent() {
        return true;
    }

    @Override
    protected void locals(Fields f) {
        f.word("gfn", gfn);
        f.word("pfn", pfn);
        vcpu.fields(f);
        fault = f.object(fault);
        fault.fields(f);
        mmuLock = f.object(mmuLock);
        outcome = f.word("outcome", outcome);
    }
}
