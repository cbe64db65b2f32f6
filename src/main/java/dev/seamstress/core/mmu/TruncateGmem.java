package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.GmemFolios;

/**
 * Takes pages out of the guest_memfd file, one by one, and gives them back to the host. Returns 0.
 *
 * <p>A page that is asked for again is raw and zeroed. In a VM whose private memory the TDX module keeps, it was
 * cleared when it was removed from the TD.
 *
 * <p>Source: mm/truncate.c, truncate_inode_pages_range(). Simplified: only the pages of gfns that a slot with
 * guest_memfd has are looked at; of a page that was never given out nobody can tell, so it goes like the others; one
 * that comes again is the same frame, and zeroed when it goes.
 */
final class TruncateGmem extends Procedure {
    private static final Kind KIND = Kind.of("truncate_inode_pages");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long gfn;
    private long end;

    /** For {@code start} to {@code end}, exclusive: offsets of the file, which are gfns. */
    TruncateGmem(Kvm kvm, long start, long end) {
        super(At.PAGE);
        this.kvm = kvm;
        this.gfn = start;
        this.end = end;
    }

    private enum At implements Step {
        PAGE(Access.LOCAL),
        HEALED(Access.RACY),
        FREED(Access.RACY),
        ZEROED(Access.RACY);

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
        return switch ((At) at()) {
            case HEALED -> fx.isReachable(folios().poisoned(gfn));
            case FREED -> fx.isReachable(folios().prepared(gfn));
            case ZEROED -> isContentKept() && fx.isReachable(content());
            case PAGE -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case PAGE -> page(t);
            case HEALED -> healed(fx);
            case FREED -> freed(fx);
            case ZEROED -> zeroed(fx);
        };
    }

    private GmemFolios folios() {
        return kvm.gmemFolios();
    }

    private long pfn() {
        return kvm.hostPages().gmemPfn(gfn);
    }

    private long content() {
        return kvm.hostPages().contentWord(pfn());
    }

    private boolean isContentKept() {
        return !kvm.type().hasMirror();
    }

    /** To the next page that there is, or the end. */
    private Go page(KernelThread t) {
        while (gfn < end && !isOfFile()) {
            gfn++;
        }
        return gfn < end ? go(At.HEALED) : ret(t, 0);
    }

    private boolean isOfFile() {
        return kvm.slots().hasGmem(gfn);
    }

    private Go healed(Fx fx) {
        if (fx.isReachable(folios().poisoned(gfn))) {
            fx.write(folios().poisoned(gfn), GmemFolios.GOOD);
        }
        return go(At.FREED);
    }

    private Go freed(Fx fx) {
        if (fx.isReachable(folios().prepared(gfn))) {
            fx.write(folios().prepared(gfn), GmemFolios.RAW);
        }
        fx.trace(Event.PAGE_FREED, gfn, pfn());
        return go(At.ZEROED);
    }

    private Go zeroed(Fx fx) {
        if (isContentKept()) {
            fx.write(content(), 0);
        }
        gfn++;
        return go(At.PAGE);
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
        gfn = f.word("gfn", gfn);
        end = f.word("end", end);
    }
}
