package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * A planted bug: gives the write lock back, zaps and flushes under the read lock, and takes the write lock again.
 * Returns 0, as there is nothing left to flush.
 *
 * <p>Source: none; what {@link TdpMmuUnmapGfnRange} would be if it took the wrong lock.
 */
final class UnmapUnderReadLock extends Procedure {
    private static final Kind KIND = Kind.of("unmap_under_read_lock");
    private static final Step[] STEPS = At.values();
    private static final GfnRangeFilter[] FILTERS = GfnRangeFilter.values();
    private static final ZapReason[] REASONS = ZapReason.values();

    private final Kvm kvm;
    private Grant mmuLock;
    private long start;
    private long end;
    private GfnRangeFilter filter;
    private ZapReason reason;

    UnmapUnderReadLock(Kvm kvm, Grant mmuLock, long start, long end, GfnRangeFilter filter, ZapReason reason) {
        super(At.GIVE_BACK);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.start = start;
        this.end = end;
        this.filter = filter;
        this.reason = reason;
    }

    private enum At implements Step {
        GIVE_BACK(Access.RACY),
        LOCKED(Access.LOCAL),
        UNMAPPED(Access.LOCAL),
        UNLOCK(Access.RACY),
        LOCKED_AGAIN(Access.LOCAL);

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
            case GIVE_BACK -> exchange(t, fx, Grant.Mode.READ, At.LOCKED);
            case LOCKED -> locked(t);
            case UNMAPPED -> t.takeResult() != 0 ? call(t, new KvmFlushRemoteTlbs(kvm), At.UNLOCK) : go(At.UNLOCK);
            case UNLOCK -> exchange(t, fx, Grant.Mode.WRITE, At.LOCKED_AGAIN);
            case LOCKED_AGAIN -> {
                t.granted();
                yield ret(t, 0);
            }
        };
    }

    private Go exchange(KernelThread t, Fx fx, Grant.Mode mode, Step then) {
        t.takeResult();
        kvm.mmuLock().release(t, fx, mmuLock);
        kvm.mmuLock().request(fx, mode);
        return await(then);
    }

    private Go locked(KernelThread t) {
        mmuLock = t.granted();
        return call(t, new TdpMmuUnmapGfnRange(kvm, mmuLock, start, end, filter, reason), At.UNMAPPED);
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
        mmuLock = f.object(mmuLock);
        start = f.word("start", start);
        end = f.word("end", end);
        filter = f.constant("filter", filter, FILTERS);
        reason = f.constant("reason", reason, REASONS);
    }
}
