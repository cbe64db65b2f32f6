package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.Mutation;

/**
 * Zaps every leaf of a memslot that is going away, in both aliases, and flushes before the lock is dropped. Returns 0.
 *
 * <p>No invalidation is begun: whoever faults meanwhile finds the slot INVALID, and all who found it valid have left.
 *
 * <p>Requires: slots_lock held, the INVALID copy of the slot published, and all readers of the old one gone.
 *
 * <p>Source: mmu.c, kvm_mmu_zap_memslot().
 */
final class KvmMmuZapMemslot extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_zap_memslot");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long start;
    private long end;
    private Grant mmuLock;

    KvmMmuZapMemslot(Kvm kvm, GfnRange range) {
        super(At.LOCK);
        this.kvm = kvm;
        this.start = range.start().value();
        this.end = range.endExclusive().value();
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        UNMAPPED(Access.LOCAL),
        FLUSHED(Access.LOCAL),
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
                kvm.mmuLock().request(fx, Grant.Mode.WRITE);
                yield await(At.LOCKED);
            }
            case LOCKED -> locked(t);
            case UNMAPPED -> unmapped(t);
            case FLUSHED -> {
                t.takeResult();
                yield go(At.UNLOCK);
            }
            case UNLOCK -> {
                kvm.mmuLock().release(t, fx, mmuLock);
                yield ret(t, 0);
            }
        };
    }

    private Go locked(KernelThread t) {
        mmuLock = t.granted();
        GfnRangeFilter filter = kvm.has(Mutation.B31C_DELETE_SHARED_ONLY) ? GfnRangeFilter.SHARED : GfnRangeFilter.BOTH;
        return call(t, new TdpMmuUnmapGfnRange(kvm, mmuLock, start, end, filter, ZapReason.MEMSLOT), At.UNMAPPED);
    }

    private Go unmapped(KernelThread t) {
        boolean isFlushNeeded = t.takeResult() != 0;
        return isFlushNeeded ? call(t, new KvmFlushRemoteTlbs(kvm), At.FLUSHED) : go(At.UNLOCK);
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
        mmuLock = f.object(mmuLock);
    }
}
