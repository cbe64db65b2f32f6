package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import java.util.function.Function;

/** Takes mmu_lock, calls a function that needs it, and gives it back. */
final class UnderLock extends Procedure {
    private static final Kind KIND = Kind.of("under_lock");
    private final RwLock lock;
    private final Grant.Mode mode;
    private final Function<Grant, Procedure> callee;
    private Grant grant;
    private long result;

    UnderLock(Kvm kvm, Grant.Mode mode, Function<Grant, Procedure> callee) {
        this(kvm.mmuLock(), mode, callee);
    }

    /** Holds another lock than mmu_lock. */
    UnderLock(RwLock lock, Grant.Mode mode, Function<Grant, Procedure> callee) {
        super(At.LOCK);
        this.lock = lock;
        this.mode = mode;
        this.callee = callee;
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        CALLED(Access.LOCAL),
        UNLOCK(Access.RACY);

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
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LOCK -> {
                lock.request(fx, mode);
                yield await(At.LOCKED);
            }
            case LOCKED -> {
                grant = t.granted();
                yield call(t, callee.apply(grant), At.CALLED);
            }
            case CALLED -> {
                result = t.takeResult();
                yield go(At.UNLOCK);
            }
            case UNLOCK -> {
                lock.release(t, fx, grant);
                yield ret(t, result);
            }
        };
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return At.values();
    }

    @Override
    protected void locals(Fields f) {
        grant = f.object(grant);
        result = f.word("result", result);
    }
}
