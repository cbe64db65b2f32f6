package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Zaps every leaf of a range in the valid roots, because what KVM put into the entries is true no more. Returns 0.
 *
 * <p>The invalidation begins and ends in the one section under mmu_lock held for write in which the leaves go and
 * translations are flushed: so who has found his page before it finds the sequence changed, and asks again. Roots that
 * are being thrown away are passed by, as no fault maps in them and no page is given back.
 *
 * <p>Requires: a VM without a mirror, whose leaves nobody could bring back.
 *
 * <p>Source: kvm_zap_gfn_range(), kvm_tdp_mmu_zap_leafs(). Simplified: no shadow pages.
 */
public final class KvmZapGfnRange extends Procedure {
    private static final Kind KIND = Kind.of("kvm_zap_gfn_range");
    private static final Step[] STEPS = At.values();
    private static final ZapReason[] REASONS = ZapReason.values();

    private final Kvm kvm;
    private ZapReason reason;
    private long start;
    private long end;
    private Grant mmuLock;

    /** Zaps {@code start} to {@code end}, exclusive. */
    public KvmZapGfnRange(Kvm kvm, long start, long end, ZapReason reason) {
        super(At.LOCK);
        this.kvm = kvm;
        this.start = start;
        this.end = end;
        this.reason = reason;
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        BEGIN(Access.LOCAL),
        ADD(Access.LOCAL),
        ZAP(Access.LOCAL),
        ZAPPED(Access.LOCAL),
        END(Access.LOCAL),
        ENDED(Access.LOCAL),
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
                yield await(At.BEGIN);
            }
            case BEGIN -> {
                mmuLock = t.granted();
                yield call(t, new KvmMmuInvalidateBegin(kvm, mmuLock, start, end), At.ADD);
            }
            case ADD -> after(t, new KvmMmuInvalidateRangeAdd(kvm, mmuLock, start, end), At.ZAP);
            case ZAP -> after(t, zap(), At.ZAPPED);
            case ZAPPED -> t.takeResult() != 0 ? call(t, new KvmFlushRemoteTlbs(kvm), At.END) : end(t);
            case END -> {
                t.takeResult();
                yield end(t);
            }
            case ENDED -> {
                t.takeResult();
                yield go(At.UNLOCK);
            }
            case UNLOCK -> {
                kvm.mmuLock().release(t, fx, mmuLock);
                mmuLock = null;
                yield ret(t, 0);
            }
        };
    }

    private Go after(KernelThread t, Procedure callee, At then) {
        t.takeResult();
        return call(t, callee, then);
    }

    private Procedure zap() {
        return new TdpMmuUnmapGfnRange(kvm, mmuLock, start, end, GfnRangeFilter.BOTH, reason);
    }

    private Go end(KernelThread t) {
        return call(t, new KvmMmuInvalidateEnd(kvm, mmuLock), At.ENDED);
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
        reason = f.constant("reason", reason, REASONS);
        start = f.word("start", start);
        end = f.word("end", end);
        mmuLock = f.object(mmuLock);
    }
}
