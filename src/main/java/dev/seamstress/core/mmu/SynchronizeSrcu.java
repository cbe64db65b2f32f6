package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.Srcu;
import java.util.List;

/**
 * Waits until every reader of memslots that is inside {@code kvm->srcu} has left. Returns 0.
 *
 * <p>A reader that is found outside, or enters later, sees what was published before the call.
 *
 * <p>Requires: slots_lock held, so that no two threads wait, and the caller is no reader itself.
 *
 * <p>Source: synchronize_srcu_expedited(), as kvm_swap_active_memslots() calls it. Simplified: the readers are the
 * vCPUs, and who prefaults for one; see {@link Srcu}.
 */
final class SynchronizeSrcu extends Procedure {
    private static final Kind KIND = Kind.of("synchronize_srcu");
    private static final Step[] STEPS = At.values();

    private final List<Long> readers;
    private int reader;

    SynchronizeSrcu(Kvm kvm) {
        super(At.START);
        this.readers =
                kvm.allVcpus().stream().map(vcpu -> vcpu.words().srcuReaders()).toList();
    }

    private enum At implements Step {
        START(Access.LOCAL),
        MARK(Access.RACY),
        WAIT(Access.RACY),
        LEFT(Access.LOCAL);

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
        return super.isRacy(fx) && fx.isReachable(readers.get(reader));
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case START -> start(t);
            case MARK -> mark(fx);
            case WAIT -> waitForOne(t, fx);
            case LEFT -> left(t);
        };
    }

    private Go start(KernelThread t) {
        return switch (readers.size()) {
            case 0 -> ret(t, 0);
            case 1 -> go(At.WAIT);
            default -> go(At.MARK);
        };
    }

    private Go mark(Fx fx) {
        Srcu.mark(fx, readers.get(reader++));
        if (reader < readers.size()) {
            return go(At.MARK);
        }
        reader = 0;
        return go(At.WAIT);
    }

    private Go waitForOne(KernelThread t, Fx fx) {
        long word = readers.get(reader++);
        boolean isAwaited = readers.size() == 1 ? Srcu.awaitOnly(fx, word, t.id()) : Srcu.awaitMarked(fx, word, t.id());
        return isAwaited ? await(At.LEFT) : next(t);
    }

    private Go left(KernelThread t) {
        t.<Srcu.Left>reply();
        return next(t);
    }

    private Go next(KernelThread t) {
        return reader < readers.size() ? go(At.WAIT) : ret(t, 0);
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
        reader = f.count("reader", reader);
    }
}
