package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.GmemFolios;

/**
 * The memory behind a page of guest_memfd fails: the page is marked, then the file is told. Returns 0.
 *
 * <p>Source: mm/memory-failure.c, memory_failure(), which sets the mark before it calls error_remove_folio(). Assumed:
 * the page is in the file, as one that is not has no owner who could be told.
 */
final class MemoryFailure extends Procedure {
    private static final Kind KIND = Kind.of("memory_failure");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long gfn;

    MemoryFailure(Kvm kvm, long gfn) {
        super(At.MARK);
        this.kvm = kvm;
        this.gfn = gfn;
    }

    private enum At implements Step {
        MARK(Access.RACY),
        TOLD(Access.LOCAL);

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
        return super.isRacy(fx) && fx.isReachable(kvm.gmemFolios().poisoned(gfn));
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case MARK -> {
                fx.write(kvm.gmemFolios().poisoned(gfn), GmemFolios.POISONED);
                yield call(t, GmemFileOps.errorFolio(kvm, gfn), At.TOLD);
            }
            case TOLD -> ret(t, t.takeResult());
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
        gfn = f.word("gfn", gfn);
    }
}
