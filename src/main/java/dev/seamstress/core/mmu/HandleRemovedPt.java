package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.addr.Reach;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Takes down a table that no entry links any more, with all that is below it. Returns 0.
 *
 * <p>Each of its 512 entries becomes FROZEN, so that nobody who has come this far installs anything in it; an entry
 * that somebody holds FROZEN is tried again until it has its value. The entries stay FROZEN: the table is freed one
 * grace period later, and its place is not used again.
 *
 * <p>Requires: mmu_lock held for read, in which case every entry is exchanged; and that the table is no mirror's.
 *
 * <p>Source: handle_removed_pt() with {@code shared} set, handle_changed_spte(). Simplified: entries that no gfn of the
 * scenario goes through are neither changed nor told of: they are empty, and nobody can meet them.
 */
final class HandleRemovedPt extends Procedure implements TableRemoval {
    private static final Kind KIND = Kind.of("handle_removed_pt");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int root;
    private int level;
    private long base;
    private long gfn;

    /** {@code level}: of the table's entries; {@code base}: the first gfn that the table covers. */
    HandleRemovedPt(Kvm kvm, int root, int level, long base) {
        super(At.UNLINK);
        this.kvm = kvm;
        this.root = root;
        this.level = level;
        this.base = base;
        this.gfn = base;
    }

    private enum At implements Step {
        UNLINK(Access.LOCAL),
        BUGGED(Access.LOCAL),
        NEXT(Access.LOCAL),
        EXCHANGE(Access.RACY);

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
    public int removedFrom() {
        return root;
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case UNLINK -> unlink(t, fx);
            case BUGGED, NEXT -> next(t);
            case EXCHANGE -> exchange(t, fx);
        };
    }

    private Go unlink(KernelThread t, Fx fx) {
        boolean isMirror = kvm.tables().isMirror(root);
        long role = Role.root(level, isMirror);
        fx.trace(Event.KVM_MMU_PREPARE_ZAP_PAGE, base, role, 0);
        return isMirror
                ? call(t, KvmVmDead.bugOn(kvm, BugOn.MIRROR_TABLE_REMOVED_SHARED, role, fx), At.BUGGED)
                : go(At.NEXT);
    }

    private Go next(KernelThread t) {
        t.takeResult();
        gfn = kvm.tables().shape().reach().next(level, gfn);
        boolean isInTable = gfn != Reach.NONE && Level.base(level + 1, gfn) == base;
        return isInTable ? go(At.EXCHANGE) : ret(t, 0);
    }

    private Go exchange(KernelThread t, Fx fx) {
        long oldSpte = fx.exchange(kvm.tables().word(root, level, gfn), Spte.FROZEN);
        if (Spte.isFrozen(oldSpte)) {
            return go(At.EXCHANGE);
        }
        fx.trace(Event.KVM_TDP_MMU_SPTE_CHANGED, gfn, level, oldSpte, Spte.FROZEN);
        long removed = gfn;
        gfn += Level.pages(level);
        return Spte.isTable(oldSpte, level)
                ? call(t, new HandleRemovedPt(kvm, root, level - 1, removed), At.NEXT)
                : go(At.NEXT);
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
        base = f.word("base", base);
        gfn = f.word("gfn", gfn);
    }
}
