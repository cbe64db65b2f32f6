package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.ReachWalk;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.Mutation;

/**
 * Empties the tree of a root that is being thrown away, in passes: the 4K leaves, then what is at 2M, at 1G and in the
 * root, tables with all that is below them. Returns 0.
 *
 * <p>In between it gives mmu_lock back, so that nobody who wants it for write waits for the whole tree, and begins
 * again at the root with the gfn that it was at. No flush is owed then, and none at the end: whoever still holds the
 * root flushes when it loads another.
 *
 * <p>The walk is of both halves of the address space, with the shared bit as a part of the gfn, so it finds what a TD's
 * direct root maps; it ends where guest physical addresses do.
 *
 * <p>Requires: mmu_lock held, and a reference to the root. Held for write, no entry is anybody else's, and the lock is
 * kept: that is when the VM, or all that it maps of the host, goes away.
 *
 * <p>Source: tdp_mmu_zap_root(), __tdp_mmu_zap_root(), tdp_mmu_iter_cond_resched(), tdp_mmu_max_gfn_exclusive().
 * Simplified: the host's physical addresses are as wide as a TD's guest physical ones, or wider; passes as without
 * CONFIG_KVM_PROVE_MMU. The lock is given back before each entry that is zapped but the first since it was taken, if
 * somebody in the scenario can want it for write: anywhere else, and nowhere, comes out the same. After a KVM_BUG_ON
 * the root is left as it is, where the kernel would try the same entry for ever.
 */
final class TdpMmuZapRoot extends Procedure {
    private static final Kind KIND = Kind.of("tdp_mmu_zap_root");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private Grant mmuLock;
    private final ReachWalk walk;
    private long oldSpte;
    private boolean hasZapped;
    private final long end;

    TdpMmuZapRoot(Kvm kvm, Grant mmuLock, int root) {
        super(At.READ);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.walk = new ReachWalk(kvm.tables(), root, Level.PG_4K);
        this.end = end(kvm);
    }

    /** The first gfn that no walk comes to, where the shared bit counts; a VM without a mirror has no bound here. */
    private static long end(Kvm kvm) {
        long sharedBit = kvm.directBits();
        long first = kvm.has(Mutation.B48_ZAP_BOUND_LOW) ? sharedBit : 2 * sharedBit;
        return sharedBit == 0 ? Long.MAX_VALUE : first;
    }

    private enum At implements Step {
        READ(Access.RACY),
        ZAPPED(Access.LOCAL),
        SET(Access.LOCAL),
        REMOVED(Access.LOCAL),
        YIELD(Access.RACY),
        YIELDED(Access.LOCAL);

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
            case READ -> read(t, fx);
            case ZAPPED -> zapped(t);
            case SET -> set(t);
            case REMOVED -> removed(t);
            case YIELD -> yieldLock(t, fx);
            case YIELDED -> yielded(t, fx);
        };
    }

    /** A writer of mmu_lock has the entries for itself. */
    @Override
    protected boolean isRacy(Fx fx) {
        return at() == At.READ ? !mmuLock.isExclusive() && isInBound() : super.isRacy(fx);
    }

    private boolean isInBound() {
        return (walk.gfn() | kvm.tables().gfnBits(walk.root())) < end;
    }

    private Go read(KernelThread t, Fx fx) {
        if (!isInBound()) {
            return nextPass(t);
        }
        long spte = mmuLock.isExclusive() ? fx.read(mmuLock, walk.word()) : fx.read(walk.word());
        if (!walk.isAtMinLevel() || !Spte.isPresent(spte)) {
            return next(t, spte);
        }
        if (hasZapped && !mmuLock.isExclusive() && kvm.footprint().isContended(KernelLock.MMU_LOCK)) {
            return go(At.YIELD);
        }
        oldSpte = spte;
        if (mmuLock.isExclusive()) {
            return call(t, new TdpMmuSetSpte(kvm, mmuLock, walk, spte, Spte.NONPRESENT), At.SET);
        }
        return call(t, new SetSpteAtomic(kvm, walk, spte, Spte.NONPRESENT), At.ZAPPED);
    }

    private Go next(KernelThread t, long spte) {
        walk.next(spte);
        return walk.isValid() ? go(At.READ) : nextPass(t);
    }

    private Go nextPass(KernelThread t) {
        int rootLevel = kvm.tables().shape().rootLevel();
        if (walk.minLevel() == rootLevel) {
            return ret(t, 0);
        }
        walk.begin(walk.minLevel() == Level.PG_1G ? rootLevel : walk.minLevel() + 1);
        return go(At.READ);
    }

    private Go zapped(KernelThread t) {
        SetSpteAtomic.Outcome outcome = SetSpteAtomic.Outcome.of(t.takeResult());
        if (outcome == SetSpteAtomic.Outcome.LOST) {
            oldSpte = 0;
            return go(At.READ);
        }
        return outcome == SetSpteAtomic.Outcome.DONE ? isGone(t) : ret(t, 0);
    }

    private Go set(KernelThread t) {
        t.takeResult();
        return isGone(t);
    }

    /** The entry is empty; what it pointed to is nobody's if it was a table. */
    private Go isGone(KernelThread t) {
        hasZapped = true;
        boolean isTable = Spte.isTable(oldSpte, walk.level());
        oldSpte = 0;
        return isTable
                ? call(t, new HandleRemovedPt(kvm, mmuLock, walk.root(), walk.level() - 1, walk.gfn()), At.REMOVED)
                : next(t, Spte.NONPRESENT);
    }

    private Go removed(KernelThread t) {
        t.takeResult();
        return next(t, Spte.NONPRESENT);
    }

    private Go yieldLock(KernelThread t, Fx fx) {
        walk.giveUp();
        kvm.mmuLock().release(t, fx, mmuLock);
        kvm.mmuLock().request(fx, Grant.Mode.READ);
        return await(At.YIELDED);
    }

    private Go yielded(KernelThread t, Fx fx) {
        mmuLock = t.granted();
        hasZapped = false;
        walk.restart();
        fx.trace(Event.WALK_RESTARTED, walk.level(), walk.gfn(), walk.nextLastLevelGfn(), walk.yieldedGfn());
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
        mmuLock = f.object(mmuLock);
        walk.fields(f);
        oldSpte = kvm.spte(f, "old_spte", oldSpte);
        hasZapped = f.flag("zapped", hasZapped);
    }
}
