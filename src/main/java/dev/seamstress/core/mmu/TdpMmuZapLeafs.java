package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.ept.TdpIter;
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
 * Zaps every leaf of one root that maps a gfn of a range. Returns 1 if translations must be flushed, those that were to
 * be flushed before among them, else 0.
 *
 * <p>A huge leaf that maps one of the gfns goes whole, with its other gfns. Tables stay, even if they are empty then;
 * MMIO entries are no leaves and stay too. In a root that is being thrown away leaves are zapped as well, for their
 * pages may be freed, but nobody needs a flush: whoever still holds that root reloads, and flushes then.
 *
 * <p>Where timers may fire it gives mmu_lock back before each leaf of the root but the first: flushes what it owes, so
 * that nobody who gets the lock meets a translation of what is zapped, and begins again at the root with the gfn that
 * it was at, as others may have changed the tables.
 *
 * <p>Requires: mmu_lock held for write, so that no entry changes under the walk; a planted zap holds it for read. Who
 * may yield has a reference to the root.
 *
 * <p>Source: tdp_mmu_zap_leafs(), tdp_mmu_iter_cond_resched(). Simplified: it yields only where the scenario says
 * {@code timers = any}, and there always, whether somebody waits for the lock or not, but never before the first leaf
 * of a root, where the kernel may have passed other entries.
 */
final class TdpMmuZapLeafs extends Procedure {
    private static final Kind KIND = Kind.of("tdp_mmu_zap_leafs");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant mmuLock;
    private final TdpIter iter;
    private long end;
    private boolean isFlushNeeded;
    private boolean hasZapped;
    private long yieldedGfn;

    /** Zaps {@code start} to {@code end}, exclusive; {@code isFlushNeeded}: for what was zapped before. */
    TdpMmuZapLeafs(Kvm kvm, Grant mmuLock, int root, long start, long end, boolean isFlushNeeded) {
        super(At.READ);
        this.isFlushNeeded = isFlushNeeded;
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
        ZAPPED(Access.LOCAL),
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
    protected boolean isRacy(Fx fx) {
        if (at() == At.YIELD) {
            return true;
        }
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
            case YIELD -> yieldLock(t, fx);
            case YIELDED -> yielded(t, fx);
        };
    }

    /** True if a walk under {@code mmuLock} may give it back. */
    static boolean mayYield(Kvm kvm, Grant mmuLock) {
        return mmuLock.isExclusive() && kvm.footprint().has(Footprint.Can.RESCHEDULE);
    }

    private Go read(KernelThread t, Fx fx) {
        if (!isInRange()) {
            return ret(t, isFlushNeeded ? 1 : 0);
        }
        long spte = mmuLock.isExclusive() ? fx.read(mmuLock, iter.word()) : fx.read(iter.word());
        if (Spte.isLeaf(spte, iter.level())) {
            if (hasZapped && mayYield(kvm, mmuLock)) {
                return isFlushNeeded ? call(t, new KvmFlushRemoteTlbs(kvm), At.YIELD) : go(At.YIELD);
            }
            long empty = kvm.has(Mutation.B36_ZAP_WRITES_ZERO) ? 0 : Spte.NONPRESENT;
            return call(t, new TdpMmuSetSpte(kvm, mmuLock, iter, spte, empty), At.ZAPPED);
        }
        iter.next(spte);
        return go(At.READ);
    }

    private Go zapped(KernelThread t, Fx fx) {
        t.takeResult();
        hasZapped = true;
        isFlushNeeded |= !Role.isInvalid(fx.read(mmuLock, kvm.roots().role(iter.root())));
        iter.next(Spte.NONPRESENT);
        return go(At.READ);
    }

    private Go yieldLock(KernelThread t, Fx fx) {
        t.takeResult();
        isFlushNeeded = false;
        yieldedGfn = iter.nextLastLevelGfn();
        kvm.mmuLock().release(t, fx, mmuLock);
        kvm.mmuLock().request(fx, Grant.Mode.WRITE);
        return await(At.YIELDED);
    }

    private Go yielded(KernelThread t, Fx fx) {
        t.granted();
        hasZapped = false;
        iter.restart();
        fx.trace(Event.WALK_RESTARTED, iter.level(), iter.gfn(), iter.nextLastLevelGfn(), yieldedGfn);
        yieldedGfn = 0;
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
        hasZapped = f.flag("zapped", hasZapped);
        yieldedGfn = f.word("yielded", yieldedGfn);
    }
}
