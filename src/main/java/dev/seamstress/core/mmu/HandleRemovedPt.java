package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.addr.Reach;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.Spte;
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
 * Takes down a table that no entry links any more, with all that is below it. Returns 0.
 *
 * <p>Each of its 512 entries becomes FROZEN, so that nobody who has come this far installs anything in it; an entry
 * that somebody holds FROZEN is tried again until it has its value. The entries stay FROZEN: the table is freed one
 * grace period later, and its place is not used again. Under mmu_lock held for write only those become FROZEN that are
 * present, as nobody can make the others so.
 *
 * <p>A table of a mirror goes when the VM does. What is left in it is taken out of the TDX module's tree first, and its
 * external page last: a page that cannot be had back is leaked.
 *
 * <p>Requires: mmu_lock held; for write if the table is a mirror's.
 *
 * <p>Source: handle_removed_pt(), handle_changed_spte(), remove_external_spte(). Simplified: entries that no gfn of the
 * scenario goes through are neither changed nor told of: they are empty, and nobody can meet them.
 */
final class HandleRemovedPt extends Procedure implements TableRemoval {
    private static final Kind KIND = Kind.of("handle_removed_pt");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant mmuLock;
    private int root;
    private int level;
    private long base;
    private long gfn;
    private long oldSpte;

    /** {@code level}: of the table's entries; {@code base}: the first gfn that the table covers. */
    HandleRemovedPt(Kvm kvm, Grant mmuLock, int root, int level, long base) {
        super(At.UNLINK);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.root = root;
        this.level = level;
        this.base = base;
        this.gfn = base;
    }

    private enum At implements Step {
        UNLINK(Access.LOCAL),
        BUGGED(Access.LOCAL),
        NEXT(Access.LOCAL),
        EXCHANGE(Access.RACY),
        CHANGED(Access.LOCAL),
        TAKEN_OUT(Access.LOCAL),
        FREED(Access.LOCAL);

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
            case BUGGED, NEXT -> next(t, fx);
            case EXCHANGE -> mmuLock.isExclusive() ? replace(fx) : exchange(fx);
            case CHANGED -> changed(t, fx);
            case TAKEN_OUT -> {
                t.takeResult();
                yield go(At.NEXT);
            }
            case FREED -> freed(t, fx);
        };
    }

    /** A writer of mmu_lock has a mirror's entries for itself; the processor walks the others. */
    @Override
    protected boolean isRacy(Fx fx) {
        return super.isRacy(fx) && !isMirrorsAlone();
    }

    private boolean isMirror() {
        return kvm.tables().isMirror(root);
    }

    private boolean isMirrorsAlone() {
        return isMirror() && mmuLock.isExclusive();
    }

    private Go unlink(KernelThread t, Fx fx) {
        long role = Role.root(level, isMirror());
        fx.trace(Event.KVM_MMU_PREPARE_ZAP_PAGE, base, role, 0);
        return isMirror() && !mmuLock.isExclusive()
                ? call(t, KvmVmDead.bugOn(kvm, BugOn.MIRROR_TABLE_REMOVED_SHARED, role, fx), At.BUGGED)
                : go(At.NEXT);
    }

    private Go next(KernelThread t, Fx fx) {
        t.takeResult();
        gfn = kvm.tables().shape().reach().next(level, gfn);
        boolean isInTable = gfn != Reach.NONE && Level.base(level + 1, gfn) == base;
        if (isInTable) {
            return go(At.EXCHANGE);
        }
        return isMirrorsAlone() ? call(t, new TdxSeptFreePrivateSpt(kvm, externalPfn()), At.FREED) : done(t, fx);
    }

    private long word() {
        return kvm.tables().word(root, level, gfn);
    }

    private long externalPfn() {
        return kvm.tables().externalPfn(root, kvm.tables().shape().table(level, base));
    }

    private Go exchange(Fx fx) {
        oldSpte = fx.exchange(word(), Spte.FROZEN);
        if (Spte.isFrozen(oldSpte)) {
            fx.again();
            return go(At.EXCHANGE);
        }
        return go(At.CHANGED);
    }

    /** Nobody else changes an entry, but for what the processor does to a leaf. */
    private Go replace(Fx fx) {
        oldSpte = fx.read(mmuLock, word());
        if (!Spte.isPresent(oldSpte)) {
            gfn += Level.pages(level);
            oldSpte = 0;
            return go(At.NEXT);
        }
        if (isMirror()) {
            fx.write(mmuLock, word(), Spte.FROZEN);
        } else {
            oldSpte = fx.exchange(word(), Spte.FROZEN);
        }
        return go(At.CHANGED);
    }

    private Go changed(KernelThread t, Fx fx) {
        fx.trace(Event.KVM_TDP_MMU_SPTE_CHANGED, gfn, level, oldSpte, Spte.FROZEN);
        long removed = gfn;
        long spte = oldSpte;
        gfn += Level.pages(level);
        oldSpte = 0;
        if (Spte.isTable(spte, level)) {
            return call(t, new HandleRemovedPt(kvm, mmuLock, root, level - 1, removed), At.NEXT);
        }
        boolean isExternal = isMirror() && Spte.isLeaf(spte, level);
        return isExternal ? call(t, new RemoveExternalSpte(kvm, removed, spte), At.TAKEN_OUT) : go(At.NEXT);
    }

    private Go freed(KernelThread t, Fx fx) {
        long error = t.takeResult();
        if (error != 0) {
            fx.trace(Event.WARN_ON, WarnOn.EXTERNAL_TABLE_LEAKED.ordinal(), externalPfn());
        }
        return done(t, fx);
    }

    /** After call_rcu() nobody who could come by is left when the table is freed, so nobody is told of that. */
    private Go done(KernelThread t, Fx fx) {
        if (kvm.has(Mutation.B37_FREE_TABLE_AT_ONCE)) {
            fx.trace(Event.TABLE_FREED, base, level, root);
        }
        return ret(t, 0);
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
        oldSpte = kvm.spte(f, "old_spte", oldSpte);
    }
}
