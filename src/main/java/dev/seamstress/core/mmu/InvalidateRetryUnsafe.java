package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.VmWords.Invalidate;

/**
 * Asks without mmu_lock whether a gfn is being invalidated, or was since a snapshot: a hint, which spares the lock.
 * Returns 1 or 0.
 *
 * <p>Source: include/linux/kvm_host.h, mmu_invalidate_retry_gfn_unsafe().
 */
final class InvalidateRetryUnsafe extends Procedure {
    private static final Kind KIND = Kind.of("mmu_invalidate_retry_gfn_unsafe");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long gfn;
    private long snapshot;

    InvalidateRetryUnsafe(Kvm kvm, long gfn, long snapshot) {
        super(At.IN_PROGRESS);
        this.kvm = kvm;
        this.gfn = gfn;
        this.snapshot = snapshot;
    }

    /** True if nobody invalidates anything in this scenario, and the answer is 0: to look takes no step then. */
    static boolean isNever(Kvm kvm, long snapshot, Fx fx) {
        long inProgress = kvm.words().invalidate(Invalidate.IN_PROGRESS);
        return !fx.isReachable(inProgress)
                && fx.read(inProgress) == 0
                && fx.read(kvm.words().invalidate(Invalidate.SEQ)) == snapshot;
    }

    private enum At implements Step {
        IN_PROGRESS(Invalidate.IN_PROGRESS),
        RANGE_START(Invalidate.RANGE_START),
        RANGE_END(Invalidate.RANGE_END),
        SEQ(Invalidate.SEQ);

        private final Invalidate part;

        At(Invalidate part) {
            this.part = part;
        }

        @Override
        public Access access() {
            return Access.RACY;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return fx.isReachable(word());
    }

    private long word() {
        return kvm.words().invalidate(((At) at()).part);
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        long value = fx.read(word());
        return switch ((At) at()) {
            case IN_PROGRESS -> go(value != 0 ? At.RANGE_START : At.SEQ);
            case RANGE_START -> go(Long.compareUnsigned(gfn, value) >= 0 ? At.RANGE_END : At.SEQ);
            case RANGE_END -> Long.compareUnsigned(gfn, value) < 0 ? ret(t, 1) : go(At.SEQ);
            case SEQ -> ret(t, value != snapshot && !kvm.has(Mutation.B15_SEQ_IGNORED) ? 1 : 0);
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
        snapshot = f.relative("snapshot", snapshot, kvm.words().invalidate(Invalidate.SEQ));
    }
}
