package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;

/**
 * Gives one page of the image to the TD: maps it, has it added with its content, and measures that if it was asked to.
 * Returns 0 or an {@link Errno}.
 *
 * <p>With premap-or-page-add the map itself adds the page. Before, the map only counts it, and PAGE.ADD follows without
 * mmu_lock; if it fails the mirror has a page that the module has not.
 *
 * <p>Source: tdx_gmem_post_populate(). Assumed: CONFIG_KVM_PROVE_MMU is on, so gpa-mapped-check looks; before
 * premap-or-page-add a failing MR.EXTEND is no KVM_BUG_ON.
 */
final class TdxGmemPostPopulate extends Procedure {
    private static final Kind KIND = Kind.of("tdx_gmem_post_populate");
    private static final Step[] STEPS = At.values();
    private static final int EXTENDMR_CHUNK = 256;
    private static final int PAGE_SIZE = 4096;

    private final Kvm kvm;
    private final VcpuMmu vcpu;
    private final boolean isMeasured;
    private final long gfn;
    private final long pfn;
    private Grant mmuLock;
    private boolean isMapped;
    private int measured;

    TdxGmemPostPopulate(Kvm kvm, VcpuMmu vcpu, boolean isMeasured, long gfn, long pfn) {
        super(At.MAP);
        this.kvm = kvm;
        this.vcpu = vcpu;
        this.isMeasured = isMeasured;
        this.gfn = gfn;
        this.pfn = pfn;
    }

    private enum At implements Step {
        MAP(Access.LOCAL),
        MAPPED(Access.LOCAL),
        LOCKED(Access.LOCAL),
        CHECKED(Access.LOCAL),
        UNLOCK(Access.RACY),
        ADD(Access.LOCAL),
        ADDED(Access.LOCAL),
        COUNT(Access.RACY),
        EXTEND(Access.LOCAL),
        EXTENDED(Access.LOCAL),
        BUGGED(Access.LOCAL);

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
        return super.isRacy(fx) && (at() != At.COUNT || fx.isReachable(kvm.td().premapped()));
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case MAP -> map(t);
            case MAPPED -> mapped(t, fx);
            case LOCKED -> locked(t);
            case CHECKED -> {
                isMapped = t.takeResult() != 0;
                yield go(At.UNLOCK);
            }
            case UNLOCK -> unlock(t, fx);
            case ADD -> add(fx);
            case ADDED -> added(t);
            case COUNT -> count(t, fx);
            case EXTEND -> extend(t, fx);
            case EXTENDED -> extended(t, fx);
            case BUGGED -> {
                t.takeResult();
                yield ret(t, Errno.EIO);
            }
        };
    }

    private Go map(KernelThread t) {
        Procedure map = kvm.has(KernelSwitch.IMAGE_MAP_DIRECT)
                ? new KvmTdpMmuMapPrivatePfn(kvm, vcpu, gfn, pfn)
                : new MapImagePage(kvm, vcpu, gfn);
        return call(t, map, At.MAPPED);
    }

    private Go mapped(KernelThread t, Fx fx) {
        long error = t.takeResult();
        if (error != 0) {
            return ret(t, error);
        }
        if (!kvm.has(KernelSwitch.GPA_MAPPED_CHECK)) {
            return go(afterMap());
        }
        kvm.mmuLock().request(fx, Grant.Mode.READ);
        return await(At.LOCKED);
    }

    private At afterMap() {
        return kvm.has(KernelSwitch.PREMAP_OR_PAGE_ADD) ? At.EXTEND : At.ADD;
    }

    private Go locked(KernelThread t) {
        mmuLock = t.granted();
        return call(t, new TdpMmuGpaIsMapped(kvm, vcpu, gfn << 12, mmuLock), At.CHECKED);
    }

    private Go unlock(KernelThread t, Fx fx) {
        kvm.mmuLock().release(t, fx, mmuLock);
        mmuLock = null;
        if (!isMapped) {
            return call(t, KvmVmDead.bugOn(kvm, BugOn.IMAGE_NOT_MAPPED, gfn, fx), At.BUGGED);
        }
        isMapped = false;
        return go(afterMap());
    }

    private Go add(Fx fx) {
        long info = Tdx.pageInfo(gfn, Level.toSept(Level.PG_4K));
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_MEM_PAGE_ADD, info, kvm.tdr(), pfn << 12, GetUserPagesFast.PAGE));
        return await(At.ADDED);
    }

    private Go added(KernelThread t) {
        long status = t.<Tdx.Return>reply().status();
        if (TdxStatus.SUCCESS.is(status)) {
            return go(At.COUNT);
        }
        return ret(t, TdxStatus.isBusy(status) ? Errno.EBUSY : Errno.EIO);
    }

    private Go count(KernelThread t, Fx fx) {
        long left = fx.add(kvm.td().premapped(), -1);
        return left < 0 ? call(t, KvmVmDead.bugOn(kvm, BugOn.NOT_PREMAPPED, left, fx), At.BUGGED) : go(At.EXTEND);
    }

    private Go extend(KernelThread t, Fx fx) {
        if (!isMeasured || measured == PAGE_SIZE) {
            return ret(t, 0);
        }
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_MR_EXTEND, (gfn << 12) + measured, kvm.tdr(), 0));
        return await(At.EXTENDED);
    }

    private Go extended(KernelThread t, Fx fx) {
        long status = t.<Tdx.Return>reply().status();
        if (TdxStatus.SUCCESS.is(status)) {
            measured += EXTENDMR_CHUNK;
            return go(At.EXTEND);
        }
        return kvm.has(KernelSwitch.PREMAP_OR_PAGE_ADD)
                ? call(t, KvmVmDead.bugOn(kvm, BugOn.MR_EXTEND, status, fx), At.BUGGED)
                : ret(t, Errno.EIO);
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
        f.word("gfn", gfn);
        f.word("pfn", pfn);
        mmuLock = f.object(mmuLock);
        isMapped = f.flag("mapped", isMapped);
        measured = f.count("measured", measured);
    }
}
