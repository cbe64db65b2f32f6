package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.VmWords.Invalidate;

/**
 * Ends an invalidation: the sequence moves on, so that faults which found their page before are refused for ever; then
 * there is one less in progress. Returns 0.
 *
 * <p>The sequence comes first: a fault that no longer sees the invalidation in progress sees the new sequence.
 *
 * <p>Requires: mmu_lock held for write, and an invalidation begun before.
 *
 * <p>Source: kvm_mmu_invalidate_end(). Simplified: its KVM_BUG_ON of a negative count is left out, as each caller here
 * has begun.
 */
final class KvmMmuInvalidateEnd extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_invalidate_end");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant mmuLock;

    KvmMmuInvalidateEnd(Kvm kvm, Grant mmuLock) {
        super(At.SEQ);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
    }

    private enum At implements Step {
        SEQ(Invalidate.SEQ),
        IN_PROGRESS(Invalidate.IN_PROGRESS);

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
        long value = fx.read(mmuLock, word());
        return switch ((At) at()) {
            case SEQ -> {
                fx.write(word(), value + 1);
                yield go(At.IN_PROGRESS);
            }
            case IN_PROGRESS -> {
                fx.write(word(), value - 1);
                fx.trace(Event.INVALIDATE_END, fx.read(mmuLock, kvm.words().invalidate(Invalidate.SEQ)));
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
    protected void locals(Fields f) {}
}
