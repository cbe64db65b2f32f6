package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.ept.TdpIter;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Walks down the tree that translates a GPA and says whether it ends in a mapped page. Returns 1 or 0.
 *
 * <p>Requires: mmu_lock held, which the caller shows.
 *
 * <p>Source: kvm_tdp_mmu_gpa_is_mapped(), __kvm_tdp_mmu_get_walk().
 */
public final class TdpMmuGpaIsMapped extends Procedure {
    private static final Kind KIND = Kind.of("kvm_tdp_mmu_gpa_is_mapped");
    private static final Step[] STEPS = At.values();

    private final TdpIter iter;

    public TdpMmuGpaIsMapped(Kvm kvm, VcpuMmu vcpu, long gpa, Grant mmuLock) {
        super(At.READ);
        if (mmuLock.lock() != kvm.mmuLock().number()) {
            throw new ModelBug("a walk under " + mmuLock);
        }
        int root = kvm.isAddrDirect(gpa) ? vcpu.root() : vcpu.mirrorRoot();
        this.iter = new TdpIter(kvm.tables(), root, 1, kvm.gfn(gpa));
    }

    private enum At implements Step {
        READ,
        DESCEND;

        @Override
        public Access access() {
            return Access.RACY;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return fx.isReachable(iter.word());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        long spte = fx.read(iter.word());
        return switch ((At) at()) {
            case READ ->
                Spte.isTable(spte, iter.level()) ? go(At.DESCEND) : ret(t, Spte.isLeaf(spte, iter.level()) ? 1 : 0);
            case DESCEND -> iter.tryStepDown(spte) ? go(At.READ) : ret(t, 0);
        };
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
        iter.fields(f);
    }
}
