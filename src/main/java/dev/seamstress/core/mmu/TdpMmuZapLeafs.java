package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.ept.TdpIter;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.Mutation;

/**
 * Zaps every leaf of one root that maps a gfn of a range. Returns 1 if translations must be flushed, else 0.
 *
 * <p>A huge leaf that maps one of the gfns goes whole, with its other gfns. Tables stay, even if they are empty then;
 * MMIO entries are no leaves and stay too. In a root that is being thrown away leaves are zapped as well, for their
 * pages may be freed, but nobody needs a flush: whoever still holds that root reloads, and flushes then.
 *
 * <p>Requires: mmu_lock held for write, so that no entry changes under the walk; a planted zap holds it for read.
 *
 * <p>Source: tdp_mmu_zap_leafs(). Simplified: it never yields the lock.
 */
final class TdpMmuZapLeafs extends Procedure {
    private static final Kind KIND = Kind.of("tdp_mmu_zap_leafs");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant mmuLock;
    private final TdpIter iter;
    private long end;
    private boolean isFlushNeeded;

    /** Zaps {@code start} to {@code end}, exclusive. */
    TdpMmuZapLeafs(Kvm kvm, Grant mmuLock, int root, long start, long end) {
        super(At.READ);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.iter = new TdpIter(kvm.tables(), root, 1, start);
        this.end = clamp(end, kvm.tables().gfnBits(root));
    }

    /** The walk of a direct root ends before the shared bit, which the gfns do not carry. */
    private static long clamp(long end, long bits) {
        return bits == 0 ? end : Math.min(end, bits);
    }

    private enum At implements Step {
        READ(Access.RACY),
        ZAPPED(Access.LOCAL);

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
        return super.isRacy(fx) && !mmuLock.isExclusive() && isInRange() && fx.isReachable(iter.word());
    }

    private boolean isInRange() {
        return iter.isValid() && iter.gfn() < end;
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case READ -> read(t, fx);
            case ZAPPED -> zapped(t, fx);
        };
    }

    private Go read(KernelThread t, Fx fx) {
        if (!isInRange()) {
            return ret(t, isFlushNeeded ? 1 : 0);
        }
        long spte = mmuLock.isExclusive() ? fx.read(mmuLock, iter.word()) : fx.read(iter.word());
        if (Spte.isLeaf(spte, iter.level())) {
            long empty = kvm.has(Mutation.B36_ZAP_WRITES_ZERO) ? 0 : Spte.NONPRESENT;
            return call(t, new TdpMmuSetSpte(kvm, mmuLock, iter, spte, empty), At.ZAPPED);
        }
        iter.next(spte);
        return go(At.READ);
    }

    private Go zapped(KernelThread t, Fx fx) {
        t.takeResult();
        isFlushNeeded |= !Role.isInvalid(fx.read(mmuLock, kvm.roots().role(iter.root())));
        iter.next(Spte.NONPRESENT);
        return go(At.READ);
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
        iter.fields(f);
        end = f.word("end", end);
        isFlushNeeded = f.flag("flush", isFlushNeeded);
    }
}
