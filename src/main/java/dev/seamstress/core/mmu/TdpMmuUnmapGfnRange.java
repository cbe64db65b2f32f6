package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.RootList;
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
 * Zaps the leaves of a range in every root that translates the aliases it is about, also in roots that are being thrown
 * away, but where only entries are to be made anew. Returns 1 if translations must be flushed, else 0.
 *
 * <p>Requires: mmu_lock held for write.
 *
 * <p>Source: kvm_unmap_gfn_range(), kvm_tdp_mmu_unmap_gfn_range(), kvm_tdp_mmu_zap_leafs(),
 * __for_each_tdp_mmu_root_yield_safe(). Simplified: the kernel's walk takes a reference to each root, because it may
 * drop the lock in the middle; this one takes them only where it may: elsewhere no root can go away, and a put here
 * would never be the last one, as whoever puts a root's last reference holds the lock for read. Assumed: the series of
 * 2024 zapped in invalid roots too.
 */
final class TdpMmuUnmapGfnRange extends Procedure implements ZapSection {
    private static final Kind KIND = Kind.of("kvm_tdp_mmu_unmap_gfn_range");
    private static final Step[] STEPS = At.values();
    private static final ZapReason[] REASONS = ZapReason.values();
    private static final GfnRangeFilter[] FILTERS = GfnRangeFilter.values();

    private final Kvm kvm;
    private final Grant mmuLock;
    private long start;
    private long end;
    private GfnRangeFilter filter;
    private ZapReason reason;
    private int types;
    private long list;
    private int root = RootList.NONE;
    private int next = RootList.NONE;
    private boolean isFlushNeeded;

    /** Zaps {@code start} to {@code end}, exclusive. */
    TdpMmuUnmapGfnRange(Kvm kvm, Grant mmuLock, long start, long end, GfnRangeFilter filter, ZapReason reason) {
        super(At.TYPES);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.start = start;
        this.end = end;
        this.filter = filter;
        this.reason = reason;
    }

    private enum At implements Step {
        TYPES(Access.LOCAL),
        LIST(Access.RACY),
        ROOT(Access.LOCAL),
        HOLD(Access.RACY),
        LEAVE(Access.LOCAL),
        ZAP(Access.LOCAL),
        ZAPPED(Access.LOCAL),
        END(Access.LOCAL);

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
        long word = at() == At.HOLD ? kvm.roots().references(next) : kvm.roots().list();
        return super.isRacy(fx) && fx.isReachable(word);
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case TYPES -> types(fx);
            case LIST -> list(fx);
            case ROOT -> root(t, fx);
            case HOLD -> hold(fx);
            case LEAVE -> leave(t);
            case ZAP -> zap(t);
            case ZAPPED -> zapped(t);
            case END -> end(t, fx);
        };
    }

    @Override
    public ZapReason reason() {
        return reason;
    }

    private Go types(Fx fx) {
        int kinds = RootTypes.of(kvm, filter, fx);
        boolean isValidOnly = reason.isOfValidRoots() || kvm.has(Mutation.B01_UNMAP_VALID_ONLY);
        types = isValidOnly ? RootTypes.onlyValid(kvm, kinds) : RootTypes.alsoInvalid(kvm, kinds);
        fx.trace(Event.ZAP_BEGIN, reason.ordinal(), start, end, types);
        return go(At.LIST);
    }

    private Go list(Fx fx) {
        list = fx.read(kvm.roots().list());
        return go(At.ROOT);
    }

    private Go root(KernelThread t, Fx fx) {
        do {
            next = RootList.after(list, next == RootList.NONE ? root : next);
        } while (next != RootList.NONE
                && !RootTypes.match(kvm, types, fx.read(mmuLock, kvm.roots().role(next)), fx));
        if (TdpMmuZapLeafs.mayYield(kvm, mmuLock)) {
            return go(next == RootList.NONE ? At.LEAVE : At.HOLD);
        }
        root = next;
        next = RootList.NONE;
        return root == RootList.NONE ? end(t, fx) : zap(t);
    }

    private Go hold(Fx fx) {
        fx.add(kvm.roots().references(next), 1);
        return go(At.LEAVE);
    }

    /** The root that the walk was at stays on the list until the next is held. */
    private Go leave(KernelThread t) {
        int left = root;
        root = next;
        next = RootList.NONE;
        Step then = root == RootList.NONE ? At.END : At.ZAP;
        return left == RootList.NONE ? go(then) : call(t, new TdpMmuPutRoot(kvm, mmuLock, left), then);
    }

    private Go zap(KernelThread t) {
        t.takeResult();
        return call(t, new TdpMmuZapLeafs(kvm, mmuLock, root, start, end, isFlushNeeded), At.ZAPPED);
    }

    private Go zapped(KernelThread t) {
        isFlushNeeded = t.takeResult() != 0;
        return go(TdpMmuZapLeafs.mayYield(kvm, mmuLock) ? At.LIST : At.ROOT);
    }

    private Go end(KernelThread t, Fx fx) {
        t.takeResult();
        fx.trace(Event.ZAP_END, reason.ordinal());
        return ret(t, isFlushNeeded ? 1 : 0);
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
        filter = f.constant("filter", filter, FILTERS);
        reason = f.constant("reason", reason, REASONS);
        types = f.count("types", types);
        list = f.word("list", list);
        root = f.count("root", root);
        next = f.count("next", next);
        isFlushNeeded = f.flag("flush", isFlushNeeded);
    }
}
