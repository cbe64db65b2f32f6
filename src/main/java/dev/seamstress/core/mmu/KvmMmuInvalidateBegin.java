package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
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
 * Begins an invalidation: from here to its end, faults on its range are refused. Returns 0.
 *
 * <p>The first of several that overlap in time empties the range; each adds its own to it afterwards.
 *
 * <p>Requires: mmu_lock held for write, which makes reads of these words stable; faults that only want a hint read them
 * without it, so each store is a step.
 *
 * <p>Source: kvm_mmu_invalidate_begin().
 */
final class KvmMmuInvalidateBegin extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_invalidate_begin");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant mmuLock;
    private long start;
    private long end;

    /** {@code start} to {@code end}, exclusive: what is going to be invalidated, for the trace. */
    KvmMmuInvalidateBegin(Kvm kvm, Grant mmuLock, long start, long end) {
        super(At.IN_PROGRESS);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.start = start;
        this.end = end;
    }

    private enum At implements Step {
        IN_PROGRESS(Invalidate.IN_PROGRESS),
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
        return switch ((At) at()) {
            case IN_PROGRESS -> inProgress(t, fx);
            case RANGE_START -> {
                fx.write(word(), VmWords.INVALID_GPA);
                yield go(At.RANGE_END);
            }
            case RANGE_END -> {
                fx.write(word(), VmWords.INVALID_GPA);
                yield ret(t, 0);
            }
        };
    }

    private Go inProgress(KernelThread t, Fx fx) {
        long count = fx.read(mmuLock, word()) + 1;
        fx.write(word(), count);
        fx.trace(Event.INVALIDATE_BEGIN, start, end);
        return count == 1 ? go(At.RANGE_START) : ret(t, 0);
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
