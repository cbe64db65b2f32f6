package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * A leaf of two steps: the first makes all checks and takes all locks, the second commits, which cannot fail, lets go
 * and returns. A leaf that has more to do than one step may has steps between these.
 *
 * <p>Source: the leaves' files, each of which says where all checks have passed; simplified: what the module checks and
 * locks one after the other it does in one step, and so what it writes.
 */
abstract class HostLeaf implements LeafFunction {
    private final Costs.Kind cost;

    HostLeaf(Costs.Kind cost) {
        this.cost = cost;
    }

    /** All checks in the leaf's order, to the first that fails: its status, or {@link #OK}. */
    abstract long check(Call call);

    /** True if nothing is left to be done before the commit; else this step has done some of it. */
    boolean isReady(Call call) {
        return true;
    }

    /** How long it takes, in virtual nanoseconds. */
    long cost(Call call) {
        return call.context().costs().ns(cost);
    }

    /** Does it. The call still holds all its locks. */
    abstract void commit(Call call);

    @Override
    public final void begin(Call call) {
        long status = check(call);
        if (status == OK) {
            call.proceed(cost(call));
        } else {
            call.fail(status);
        }
    }

    @Override
    public final void resume(Call call) {
        if (isReady(call)) {
            commit(call);
            call.ret();
        } else {
            call.proceed(0);
        }
    }
}
