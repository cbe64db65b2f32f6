package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * A page of guest_memfd has failed: what is mapped of it goes. The page itself stays where it is, for userspace to
 * punch out; till then who asks for it is refused. Returns 0.
 *
 * <p>Requires: the file's invalidate lock held shared.
 *
 * <p>Source: kvm_gmem_error_folio().
 */
final class KvmGmemErrorFolio extends Procedure {
    private static final Kind KIND = Kind.of("kvm_gmem_error_folio");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long gfn;

    KvmGmemErrorFolio(Kvm kvm, long gfn) {
        super(At.BEGIN);
        this.kvm = kvm;
        this.gfn = gfn;
    }

    private enum At implements Step {
        BEGIN,
        BEGUN,
        ENDED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case BEGIN -> handle(t, RangeWork.GMEM_BEGIN, At.BEGUN);
            case BEGUN -> {
                t.takeResult();
                yield handle(t, RangeWork.GMEM_END, At.ENDED);
            }
            case ENDED -> {
                t.takeResult();
                yield ret(t, 0);
            }
        };
    }

    private Go handle(KernelThread t, RangeWork work, Step then) {
        return call(t, new KvmHandleRange(kvm, work, gfn, gfn + 1, null), then);
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
