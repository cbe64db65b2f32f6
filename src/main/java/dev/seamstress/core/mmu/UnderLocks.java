package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * A function that runs under locks: takes them, runs it, gives them back, and returns what it returned.
 *
 * <p>Source: include/linux/cleanup.h, guard(mutex) and its like.
 */
final class UnderLocks extends Procedure {
    private static final Kind KIND = Kind.of("under_locks");
    private static final Step[] STEPS = At.values();

    private final LockChain chain;
    private final Body body;
    private long result;

    UnderLocks(LockChain chain, Body body) {
        super(At.TAKE);
        this.chain = chain;
        this.body = body;
    }

    /** What runs once all locks are held. */
    interface Body {
        Procedure procedure(LockChain held);
    }

    private enum At implements Step {
        TAKE(Access.LOCAL),
        TAKEN(Access.LOCAL),
        RAN(Access.LOCAL),
        RELEASE(Access.RACY);

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
        return super.isRacy(fx) && chain.isReleaseRacy();
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case TAKE -> take(t, fx);
            case TAKEN -> {
                chain.granted(t);
                yield go(At.TAKE);
            }
            case RAN -> {
                result = t.takeResult();
                yield go(At.RELEASE);
            }
            case RELEASE -> release(t, fx);
        };
    }

    private Go take(KernelThread t, Fx fx) {
        if (chain.isAllHeld()) {
            return call(t, body.procedure(chain), At.RAN);
        }
        return chain.take(t, fx) ? go(At.TAKE) : await(At.TAKEN);
    }

    private Go release(KernelThread t, Fx fx) {
        chain.release(t, fx);
        return chain.isNoneHeld() ? ret(t, result) : go(At.RELEASE);
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
        chain.fields(f);
        result = f.word("result", result);
    }
}
