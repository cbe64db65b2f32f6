package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.VmWords;
import dev.seamstress.core.vm.VmWords.Invalidate;

/**
 * Adds a range to what is being invalidated: one range covers all that are under way, and what lies between them.
 * Returns 0.
 *
 * <p>Requires: mmu_lock held for write, and an invalidation begun under it.
 *
 * <p>Source: kvm_mmu_invalidate_range_add().
 */
final class KvmMmuInvalidateRangeAdd extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_invalidate_range_add");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant mmuLock;
    private long start;
    private long end;

    /** Adds {@code start} to {@code end}, exclusive. */
    KvmMmuInvalidateRangeAdd(Kvm kvm, Grant mmuLock, long start, long end) {
        super(At.RANGE_START);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.start = start;
        this.end = end;
    }

    private enum At implements Step {
        RANGE_START(Invalidate.RANGE_START),
        RANGE_END(Invalidate.RANGE_END);

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
        long bound = fx.read(mmuLock, word());
        boolean isFirst = bound == VmWords.INVALID_GPA;
        return switch ((At) at()) {
            case RANGE_START -> {
                fx.write(word(), isFirst ? start : Math.min(bound, start));
                yield go(At.RANGE_END);
            }
            case RANGE_END -> {
                fx.write(word(), isFirst ? end : Math.max(bound, end));
                yield ret(t, 0);
            }
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
        start = f.word("start", start);
        end = f.word("end", end);
    }
}
