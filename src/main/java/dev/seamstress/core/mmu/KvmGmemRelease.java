package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * The guest_memfd file goes: nothing of it stays mapped, in any slot. Returns 0.
 *
 * <p>Requires: slots_lock and the file's invalidate lock held exclusively.
 *
 * <p>Source: kvm_gmem_release(). Simplified: the pointers of slots to the file are not cleared by themselves, as
 * whoever would follow one finds that the file is closed.
 */
final class KvmGmemRelease extends Procedure {
    private static final Kind KIND = Kind.of("kvm_gmem_release");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;

    KvmGmemRelease(Kvm kvm) {
        super(At.BEGIN);
        this.kvm = kvm;
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
            case BEGIN -> handle(t, RangeWork.GMEM_RELEASE_BEGIN, At.BEGUN);
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
        return call(t, new KvmHandleRange(kvm, work, 0, Long.MAX_VALUE, null), then);
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
