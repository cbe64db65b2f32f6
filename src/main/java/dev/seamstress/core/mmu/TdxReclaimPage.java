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

/**
 * Takes a page back from a TD that has lost its key, and clears it. Returns 0, or -EIO of a page that the module does
 * not give back: it is leaked.
 *
 * <p>No cache holds anything under the TD's key any more, as all caches were written back before the key was freed; so
 * the page needs no write-back of its own.
 *
 * <p>Source: tdx_reclaim_page(), __tdx_reclaim_page(), tdx_clear_page().
 */
final class TdxReclaimPage extends Procedure {
    private static final Kind KIND = Kind.of("tdx_reclaim_page");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long pfn;

    TdxReclaimPage(Kvm kvm, long pfn) {
        super(At.RECLAIM);
        this.kvm = kvm;
        this.pfn = pfn;
    }

    private enum At implements Step {
        RECLAIM,
        RECLAIMED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case RECLAIM -> {
                fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_PHYMEM_PAGE_RECLAIM, pfn << 12, 0, 0));
                yield await(At.RECLAIMED);
            }
            case RECLAIMED -> reclaimed(t, fx);
        };
    }

    private Go reclaimed(KernelThread t, Fx fx) {
        long status = t.<Tdx.Return>reply().status();
        if (!TdxStatus.SUCCESS.is(status)) {
            fx.trace(Event.WARN_ON, WarnOn.PAGE_NOT_RECLAIMED.ordinal(), status);
            return ret(t, Errno.EIO);
        }
        fx.trace(Event.PAGE_CLEARED, pfn);
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
        pfn = f.word("pfn", pfn);
    }
}
