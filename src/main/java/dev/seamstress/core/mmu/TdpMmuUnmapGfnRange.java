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
 * drop the lock in the middle; this one does not drop it, so no root can go away, and a put here would never be the
 * last one: whoever puts a root's last reference holds the lock for read. Assumed: the series of 2024 zapped in invalid
 * roots too.
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
    private int index;
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
        return super.isRacy(fx) && fx.isReachable(kvm.roots().list());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case TYPES -> types(fx);
            case LIST -> list(fx);
            case ROOT -> root(t, fx);
            case ZAPPED -> zapped(t);
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
        while (RootList.at(list, index) != RootList.NONE) {
            int root = RootList.at(list, index++);
            if (RootTypes.match(kvm, types, fx.read(mmuLock, kvm.roots().role(root)), fx)) {
                return call(t, new TdpMmuZapLeafs(kvm, mmuLock, root, start, end), At.ZAPPED);
            }
        }
        fx.trace(Event.ZAP_END, reason.ordinal());
        return ret(t, isFlushNeeded ? 1 : 0);
    }

    private Go zapped(KernelThread t) {
        isFlushNeeded |= t.takeResult() != 0;
        return go(At.ROOT);
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
        index = f.count("index", index);
        isFlushNeeded = f.flag("flush", isFlushNeeded);
    }
}
