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
    private int awaited;

    SynchronizeSrcu(Kvm kvm) {
        super(At.START);
        this.readers = kvm.srcuReaders();
    }

    private enum At implements Step {
        START(Access.LOCAL),
        READER(Access.RACY),
        WAIT(Access.LOCAL),
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
            case START -> next();
            case READER -> reader(t, fx);
            case WAIT -> waitForAll(t);
            case LEFT -> left(t);
        };
    }

    private Go next() {
        return go(reader < readers.size() ? At.READER : At.WAIT);
    }

    private Go reader(KernelThread t, Fx fx) {
        awaited += Srcu.await(fx, readers.get(reader++), t.id()) ? 1 : 0;
        return next();
    }

    private Go waitForAll(KernelThread t) {
        reader = 0;
        return awaited == 0 ? ret(t, 0) : await(At.LEFT);
    }

    private Go left(KernelThread t) {
        t.<Srcu.Left>reply();
        awaited--;
        return go(At.WAIT);
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
        awaited = f.count("awaited", awaited);
    }
}
