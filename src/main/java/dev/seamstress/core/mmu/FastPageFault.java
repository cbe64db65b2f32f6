package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.ept.TdpIter;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Looks, without mmu_lock, whether the direct tree's leaf allows the access by now. Returns {@link RetPf#SPURIOUS} if
 * it does, else {@link RetPf#INVALID}: the fault goes the slow way.
 *
 * <p>Whoever takes the tree down meanwhile does not wait: what keeps the tables from being used for something else
 * while this walk is in them is RCU alone.
 *
 * <p>Requires: the vCPU has a direct root, and its reference.
 *
 * <p>Source: fast_page_fault(), kvm_tdp_mmu_fast_pf_get_last_sptep(). Simplified: nothing is ever repaired, as no leaf
 * here is write-protected that KVM may make writable: nobody logs dirty pages, and the processor has A/D bits.
 */
final class FastPageFault extends Procedure {
    private static final Kind KIND = Kind.of("fast_page_fault");
    private static final Step[] STEPS = At.values();

    private final PageFault fault;
    private final TdpIter iter;

    FastPageFault(Kvm kvm, VcpuMmu vcpu, PageFault fault) {
        super(At.READ);
        this.fault = fault;
        this.iter = new TdpIter(kvm.tables(), vcpu.root(), Level.PG_4K, fault.gfn);
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
        fx.trace(Event.LOCKLESS_READ, fault.gfn, iter.level(), iter.root());
        return switch ((At) at()) {
            case READ -> Spte.isTable(spte, iter.level()) ? go(At.DESCEND) : found(t, spte, fx);
            case DESCEND -> iter.tryStepDown(spte) ? go(At.READ) : found(t, spte, fx);
        };
    }

    private Go found(KernelThread t, long spte, Fx fx) {
        boolean isLeaf = Spte.isLeaf(spte, iter.level());
        if (isLeaf && !Spte.isWritable(spte) && (spte & Spte.MMU_WRITABLE) != 0) {
            throw new ModelBug("gfn 0x" + Long.toHexString(fault.gfn) + " is write-protected, and nobody does that");
        }
        RetPf result = isLeaf && fault.isAllowedBy(spte) ? RetPf.SPURIOUS : RetPf.INVALID;
        fx.trace(Event.FAST_PAGE_FAULT, fault.gfn, spte, spte, result.ordinal());
        return ret(t, result.ordinal());
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
