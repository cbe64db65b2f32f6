package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;

/**
 * Repeats a mirror entry in the private page table: SEPT.ADD for a table, PAGE.AUG for a page. Returns 0, -EBUSY if a
 * lock of the module was taken, or -EIO after a KVM_BUG_ON.
 *
 * <p>Requires: the mirror entry is FROZEN by this thread.
 *
 * <p>Source: tdx_sept_set_private_spte(), tdx_mem_page_aug(), tdx_sept_link_private_spt(). Simplified: the TD is
 * RUNNABLE; no page is pinned.
 */
final class SetExternalSpte extends Procedure {
    private static final Kind KIND = Kind.of("set_external_spte");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int root;
    private int level;
    private long gfn;
    private long newSpte;

    SetExternalSpte(Kvm kvm, int root, int level, long gfn, long newSpte) {
        super(At.SEAMCALL);
        this.kvm = kvm;
        this.root = root;
        this.level = level;
        this.gfn = gfn;
        this.newSpte = newSpte;
    }

    private enum At implements Step {
        SEAMCALL,
        RETURNED,
        BUGGED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case SEAMCALL -> seamcall(t, fx);
            case RETURNED -> returned(t, fx);
            case BUGGED -> bugged(t);
        };
    }

    private boolean isLeaf() {
        return Spte.isLast(newSpte, level);
    }

    private Go seamcall(KernelThread t, Fx fx) {
        if (isLeaf() && level != Level.PG_4K) {
            return call(t, KvmVmDead.bugOn(kvm, BugOn.PRIVATE_LEVEL, level, fx), At.BUGGED);
        }
        Leaf leaf = isLeaf() ? Leaf.TDH_MEM_PAGE_AUG : Leaf.TDH_MEM_SEPT_ADD;
        long page = isLeaf() ? Spte.pfn(newSpte) : externalPage();
        fx.send(kvm.tdx(), new Tdx.Seamcall(leaf, Tdx.pageInfo(gfn, Level.toSept(level)), kvm.tdr(), page << 12));
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
        BugOn what = isLeaf() ? BugOn.PAGE_AUG : BugOn.SEPT_ADD;
        return call(t, KvmVmDead.bugOn(kvm, what, status, fx), At.BUGGED);
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
    }
}
