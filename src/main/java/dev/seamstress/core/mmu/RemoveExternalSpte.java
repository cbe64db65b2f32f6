package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.EndWords;
import dev.seamstress.core.vm.TdWords;
import dev.seamstress.core.vm.VcpuRequest;

/**
 * Takes a page out of the private page table: BLOCK, TRACK, every vCPU out of the guest, REMOVE, WBINVD, clear. Returns
 * 0, or -EIO after a KVM_BUG_ON.
 *
 * <p>BLOCK stops new translations. TRACK begins a new TLB epoch: who enters from now on has flushed. The kick makes
 * those leave that entered before. Only then does no TLB hold the page, and REMOVE makes the module check that. WBINVD
 * writes back what the caches hold under the TD's key, and the host clears the page through its own.
 *
 * <p>A failing TRACK bugs the VM and nothing else: the kernel goes on, and REMOVE then finds that tracking is not done.
 *
 * <p>In a TD that is not final no vCPU can have a translation, and it takes no TRACK and no kick. A page that the
 * mirror has and PAGE.ADD has not been called for is FREE there: with premap-zap-tolerated that is no error.
 *
 * <p>A TD whose key was taken before its pages has them reclaimed, one call each.
 *
 * <p>Requires: mmu_lock held for write, and the mirror entry empty by now.
 *
 * <p>Source: tdx_sept_remove_private_spte(), tdx_sept_zap_private_spte(), tdx_is_sept_zap_err_due_to_premap(),
 * tdx_track(), tdx_clear_page(). Simplified: mirror leaves are 4K; no page is pinned; kernels before 6.19 fire a second
 * KVM_BUG_ON in remove_external_spte(), of the VM that is bugged by then.
 */
final class RemoveExternalSpte extends Procedure {
    private static final Kind KIND = Kind.of("remove_external_spte");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long gfn;
    private long pfn;
    private long blocked;

    RemoveExternalSpte(Kvm kvm, long gfn, long oldSpte) {
        super(At.KEY);
        this.kvm = kvm;
        this.gfn = gfn;
        this.pfn = Spte.pfn(oldSpte);
    }

    private enum At implements Step {
        KEY(Access.RACY),
        BLOCK(Access.LOCAL),
        BLOCKED(Access.LOCAL),
        STATE(Access.RACY),
        NOT_PREMAPPED(Access.RACY),
        TRACKED(Access.LOCAL),
        KICK(Access.LOCAL),
        KICKED(Access.LOCAL),
        REMOVED(Access.LOCAL),
        WRITTEN_BACK(Access.LOCAL),
        CLEAR(Access.RACY),
        BUGGED(Access.LOCAL),
        RECLAIMED(Access.LOCAL);

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
        return switch ((At) at()) {
            case KEY -> kvm.td().end() != null;
            case STATE -> fx.isReachable(kvm.td().state());
            case NOT_PREMAPPED -> fx.isReachable(kvm.td().premapped());
            case CLEAR -> fx.isReachable(content());
            case BLOCK, BLOCKED, TRACKED, KICK, KICKED, REMOVED, WRITTEN_BACK, BUGGED, RECLAIMED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case KEY -> key(t, fx);
            case BLOCK -> call(t, new TdhDoNoVcpus(kvm, Leaf.TDH_MEM_RANGE_BLOCK, page(), kvm.tdr()), At.BLOCKED);
            case BLOCKED -> {
                blocked = t.takeResult();
                yield go(At.STATE);
            }
            case STATE -> state(t, fx);
            case NOT_PREMAPPED -> notPremapped(t, fx);
            case TRACKED -> tracked(t, fx);
            case KICK -> kick(t);
            case KICKED -> kicked(t);
            case REMOVED -> removed(t, fx);
            case WRITTEN_BACK -> writtenBack(t, fx);
            case CLEAR -> clear(t, fx);
            case BUGGED -> bugged(t);
            case RECLAIMED -> ret(t, t.takeResult());
        };
    }

    private long page() {
        return Tdx.pageInfo(gfn, Level.toSept(Level.PG_4K));
    }

    /** A TD without a key has no page that could be removed; nobody takes the key where nobody destroys the VM. */
    private Go key(KernelThread t, Fx fx) {
        boolean isFreed = kvm.td().end() != null && fx.read(kvm.td().end().hkid()) == EndWords.FREED;
        if (isFreed && kvm.footprint().has(Footprint.Can.TERMINATE)) {
            return call(t, new TdxReclaimPage(kvm, pfn), At.RECLAIMED);
        }
        return isFreed ? bug(t, BugOn.REMOVED_WITHOUT_KEY, gfn, At.BUGGED, fx) : go(At.BLOCK);
    }

    private long content() {
        return kvm.hostPages().contentWord(pfn);
    }

    private Go state(KernelThread t, Fx fx) {
        boolean isFinal = fx.read(kvm.td().state()) == TdWords.State.RUNNABLE.ordinal();
        long status = blocked;
        blocked = 0;
        if (!isFinal && isPremapped(status)) {
            return go(At.NOT_PREMAPPED);
        }
        if (!TdxStatus.SUCCESS.is(status)) {
            return bug(t, BugOn.RANGE_BLOCK, status, At.BUGGED, fx);
        }
        return isFinal ? call(t, new TdhDoNoVcpus(kvm, Leaf.TDH_MEM_TRACK, kvm.tdr(), 0), At.TRACKED) : go(At.KICKED);
    }

    private boolean isPremapped(long status) {
        return TdxStatus.EPT_ENTRY_STATE_INCORRECT.is(status)
                && kvm.has(KernelSwitch.PREMAP_ZAP_TOLERATED)
                && !kvm.has(Mutation.B22_PREMAP_ERROR_FATAL);
    }

    private Go notPremapped(KernelThread t, Fx fx) {
        long left = fx.add(kvm.td().premapped(), -1);
        return left < 0 ? bug(t, BugOn.NOT_PREMAPPED, left, At.BUGGED, fx) : ret(t, 0);
    }

    private Go tracked(KernelThread t, Fx fx) {
        long status = t.takeResult();
        return TdxStatus.SUCCESS.is(status) ? go(At.KICK) : bug(t, BugOn.TRACK, status, At.KICK, fx);
    }

    private Go kick(KernelThread t) {
        t.takeResult();
        if (kvm.has(Mutation.B33_TRACK_NO_KICK)) {
            return go(At.KICKED);
        }
        return call(t, new MakeAllCpusRequest(kvm, VcpuRequest.OUTSIDE_GUEST_MODE), At.KICKED);
    }

    private Go kicked(KernelThread t) {
        t.takeResult();
        return call(t, new TdhDoNoVcpus(kvm, Leaf.TDH_MEM_PAGE_REMOVE, page(), kvm.tdr()), At.REMOVED);
    }

    private Go removed(KernelThread t, Fx fx) {
        long status = t.takeResult();
        if (!TdxStatus.SUCCESS.is(status)) {
            return bug(t, BugOn.PAGE_REMOVE, status, At.BUGGED, fx);
        }
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_PHYMEM_PAGE_WBINVD, pfn << 12, 0, 0));
        return await(At.WRITTEN_BACK);
    }

    private Go writtenBack(KernelThread t, Fx fx) {
        long status = t.<Tdx.Return>reply().status();
        return TdxStatus.SUCCESS.is(status) ? go(At.CLEAR) : bug(t, BugOn.PAGE_WBINVD, status, At.BUGGED, fx);
    }

    private Go clear(KernelThread t, Fx fx) {
        fx.write(content(), 0);
        fx.trace(Event.PAGE_CLEARED, pfn);
        return ret(t, 0);
    }

    private Go bug(KernelThread t, BugOn what, long status, Step then, Fx fx) {
        return call(t, KvmVmDead.bugOn(kvm, what, status, fx), then);
    }

    private Go bugged(KernelThread t) {
        t.takeResult();
        return ret(t, Errno.EIO);
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
        gfn = f.word("gfn", gfn);
        pfn = f.word("pfn", pfn);
        blocked = f.word("blocked", blocked);
    }
}
