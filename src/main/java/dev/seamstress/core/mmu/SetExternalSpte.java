package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.TdWords;

/**
 * Repeats a mirror entry in the private page table: SEPT.ADD for a table, PAGE.AUG for a page. Returns 0, -EBUSY if a
 * lock of the module was taken, or -EIO after a KVM_BUG_ON.
 *
 * <p>Of a TD that is not final a page is added with its content, PAGE.ADD. Before premap-or-page-add that is done
 * later: here the page is only counted, and until then the mirror has it alone.
 *
 * <p>Requires: the mirror entry is FROZEN by this thread.
 *
 * <p>Source: tdx_sept_set_private_spte(), tdx_mem_page_aug(), tdx_mem_page_add(), tdx_mem_page_record_premap_cnt(),
 * tdx_sept_link_private_spt(). Simplified: no page is pinned; page_add_src is not kept, as only the build of the image
 * comes here before the TD is final.
 */
final class SetExternalSpte extends Procedure {
    private static final Kind KIND = Kind.of("set_external_spte");
    private static final Step[] STEPS = At.values();
    private static final Leaf[] LEAVES = Leaf.values();

    private final Kvm kvm;
    private int root;
    private int level;
    private long gfn;
    private long newSpte;
    private Leaf leaf;

    SetExternalSpte(Kvm kvm, int root, int level, long gfn, long newSpte) {
        super(first(level, newSpte));
        this.kvm = kvm;
        this.root = root;
        this.level = level;
        this.gfn = gfn;
        this.newSpte = newSpte;
        this.leaf = isLeaf() ? Leaf.TDH_MEM_PAGE_AUG : Leaf.TDH_MEM_SEPT_ADD;
    }

    private static At first(int level, long newSpte) {
        if (!Spte.isLast(newSpte, level)) {
            return At.LINK;
        }
        return level == Level.PG_4K ? At.STATE : At.LEVEL;
    }

    private enum At implements Step {
        LEVEL(Access.LOCAL),
        LINK(Access.LOCAL),
        STATE(Access.RACY),
        PRE_FAULT(Access.RACY),
        PREMAP(Access.RACY),
        RETURNED(Access.LOCAL),
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
        return switch ((At) at()) {
            case STATE, PRE_FAULT -> fx.isReachable(kvm.td().state());
            case PREMAP -> fx.isReachable(kvm.td().premapped());
            case LEVEL, LINK, RETURNED, BUGGED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LEVEL -> call(t, KvmVmDead.bugOn(kvm, BugOn.PRIVATE_LEVEL, level, fx), At.BUGGED);
            case LINK -> seamcall(fx);
            case STATE -> state(fx);
            case PRE_FAULT -> preFault(t, fx);
            case PREMAP -> premap(t, fx);
            case RETURNED -> returned(t, fx);
            case BUGGED -> bugged(t);
        };
    }

    private boolean isLeaf() {
        return Spte.isLast(newSpte, level);
    }

    private Go state(Fx fx) {
        if (fx.read(kvm.td().state()) == TdWords.State.RUNNABLE.ordinal()) {
            return seamcall(fx);
        }
        if (!kvm.has(KernelSwitch.PREMAP_OR_PAGE_ADD)) {
            return go(At.PRE_FAULT);
        }
        leaf = Leaf.TDH_MEM_PAGE_ADD;
        return seamcall(fx);
    }

    private Go preFault(KernelThread t, Fx fx) {
        boolean isAllowed = fx.read(kvm.td().preFault()) == TdWords.ALLOWED;
        return isAllowed
                ? call(t, KvmVmDead.bugOn(kvm, BugOn.PREMAP_AFTER_FINALIZE, gfn, fx), At.BUGGED)
                : go(At.PREMAP);
    }

    private Go premap(KernelThread t, Fx fx) {
        fx.add(kvm.td().premapped(), 1);
        return ret(t, 0);
    }

    private Go seamcall(Fx fx) {
        long page = isLeaf() ? Spte.pfn(newSpte) : externalPage();
        long info = Tdx.pageInfo(gfn, Level.toSept(level));
        long source = leaf == Leaf.TDH_MEM_PAGE_ADD ? GetUserPagesFast.PAGE : 0;
        fx.send(kvm.tdx(), new Tdx.Seamcall(leaf, info, kvm.tdr(), page << 12, source));
        return await(At.RETURNED);
    }

    /** The page that goes with the table which the new entry names. */
    private long externalPage() {
        var place = kvm.tables().place(Spte.pfn(newSpte));
        return kvm.tables().externalPfn(root, place.table());
    }

    private Go returned(KernelThread t, Fx fx) {
        long status = t.<Tdx.Return>reply().status();
        if (TdxStatus.SUCCESS.is(status)) {
            return ret(t, 0);
        }
        if (TdxStatus.isBusy(status)) {
            return ret(t, Errno.EBUSY);
        }
        return call(t, KvmVmDead.bugOn(kvm, bug(), status, fx), At.BUGGED);
    }

    private BugOn bug() {
        if (!isLeaf()) {
            return BugOn.SEPT_ADD;
        }
        return leaf == Leaf.TDH_MEM_PAGE_ADD ? BugOn.PAGE_ADD : BugOn.PAGE_AUG;
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
        root = f.count("root", root);
        level = f.count("level", level);
        gfn = f.word("gfn", gfn);
        newSpte = f.word("new_spte", newSpte);
        leaf = f.constant("leaf", leaf, LEAVES);
    }
}
