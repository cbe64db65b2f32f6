package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.EndWords;

/**
 * Takes the TDR back, the last page that a TD has. Returns 0.
 *
 * <p>The module may have used it while it took the others back, through caches, so it is written back by itself before
 * it is cleared. Of a TD that still has its key, and of one that has other pages left, it is leaked.
 *
 * <p>Source: tdx_vm_destroy(), tdx_reclaim_td_control_pages(). Simplified: the TDCS pages, which come before it, are no
 * frames of the model's.
 */
final class TdxReclaimTdControlPages extends Procedure {
    private static final Kind KIND = Kind.of("tdx_reclaim_td_control_pages");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;

    TdxReclaimTdControlPages(Kvm kvm) {
        super(At.KEY);
        this.kvm = kvm;
    }

    private enum At implements Step {
        KEY(Access.RACY),
        RECLAIMED(Access.LOCAL),
        WRITTEN_BACK(Access.LOCAL),
        BUGGED(Access.LOCAL);

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
            case KEY -> key(t, fx);
            case RECLAIMED -> reclaimed(t, fx);
            case WRITTEN_BACK -> writtenBack(t, fx);
            case BUGGED -> {
                t.takeResult();
                yield ret(t, 0);
            }
        };
    }

    private Go key(KernelThread t, Fx fx) {
        if (fx.read(kvm.td().end().hkid()) != EndWords.FREED) {
            return ret(t, 0);
        }
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_PHYMEM_PAGE_RECLAIM, kvm.tdr(), 0, 0));
        return await(At.RECLAIMED);
    }

    private Go reclaimed(KernelThread t, Fx fx) {
        long status = t.<Tdx.Return>reply().status();
        if (!TdxStatus.SUCCESS.is(status)) {
            fx.trace(Event.WARN_ON, WarnOn.PAGE_NOT_RECLAIMED.ordinal(), status);
            return ret(t, 0);
        }
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_PHYMEM_PAGE_WBINVD, kvm.tdr(), 0, 0));
        return await(At.WRITTEN_BACK);
    }

    private Go writtenBack(KernelThread t, Fx fx) {
        long status = t.<Tdx.Return>reply().status();
        if (!TdxStatus.SUCCESS.is(status)) {
            return call(t, KvmVmDead.bugOn(kvm, BugOn.TDR_WBINVD, status, fx), At.BUGGED);
        }
        fx.trace(Event.PAGE_CLEARED, kvm.tdr() >>> 12);
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
    protected void locals(Fields f) {}
}
