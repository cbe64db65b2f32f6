package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.ReachWalk;
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
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;

/**
 * Makes one present entry not present, for a caller that keeps all mappers out. Returns 0, or the error of the external
 * removal, which the kernel has no use for: the VM is bugged by then.
 *
 * <p>A mirror entry needs no freeze: whoever could meet it half-way waits for the lock. It is empty before the TDX
 * module is asked to remove the page, so that nobody takes the page for mapped while it goes.
 *
 * <p>The processor walks direct entries without a lock and may set bits in them, so those are exchanged.
 *
 * <p>Requires: mmu_lock held for write; a planted zap holds it for read, and then each access is racy. The new value is
 * not present, and neither value is FROZEN.
 *
 * <p>Source: tdp_mmu_set_spte(), kvm_tdp_mmu_write_spte(), handle_changed_spte(), remove_external_spte(). The pages are
 * counted where the change is traced. Assumed: with external-op-before-accounting nothing is traced, nor counted, if
 * the removal fails.
 */
final class TdpMmuSetSpte extends Procedure {
    private static final Kind KIND = Kind.of("tdp_mmu_set_spte");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant mmuLock;
    private int root;
    private int level;
    private long gfn;
    private long oldSpte;
    private long newSpte;

    TdpMmuSetSpte(Kvm kvm, Grant mmuLock, TdpIter iter, long oldSpte, long newSpte) {
        super(At.STORE);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.root = iter.root();
        this.level = iter.level();
        this.gfn = iter.gfn();
        this.oldSpte = oldSpte;
        this.newSpte = newSpte;
    }

    /** The same, for a walk over a whole tree. */
    TdpMmuSetSpte(Kvm kvm, Grant mmuLock, ReachWalk walk, long oldSpte, long newSpte) {
        super(At.STORE);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.root = walk.root();
        this.level = walk.level();
        this.gfn = walk.gfn();
        this.oldSpte = oldSpte;
        this.newSpte = newSpte;
    }

    private enum At implements Step {
        STORE(Access.RACY),
        EXTERNAL(Access.LOCAL),
        REMOVED(Access.LOCAL);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    /** Nobody but this thread reads a mirror entry while the lock is held for write. */
    @Override
    protected boolean isRacy(Fx fx) {
        return super.isRacy(fx) && !(isMirror() && mmuLock.isExclusive()) && fx.isReachable(word());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case STORE -> store(t, fx);
            case EXTERNAL -> call(t, new RemoveExternalSpte(kvm, gfn, oldSpte), At.REMOVED);
            case REMOVED -> removed(t, fx);
        };
    }

    private boolean isMirror() {
        return kvm.tables().isMirror(root);
    }

    private long word() {
        return kvm.tables().word(root, level, gfn);
    }

    private Go store(KernelThread t, Fx fx) {
        if (isMirror() && mmuLock.isExclusive()) {
            fx.write(mmuLock, word(), newSpte);
        } else {
            oldSpte = fx.exchange(word(), newSpte);
        }
        boolean isExternal = isMirror() && Spte.isLeaf(oldSpte, level);
        if (!isExternal || !isCountedLast()) {
            changed(fx);
        }
        return isExternal ? go(At.EXTERNAL) : ret(t, 0);
    }

    private Go removed(KernelThread t, Fx fx) {
        long error = t.takeResult();
        if (error == 0 && isCountedLast()) {
            changed(fx);
        }
        return ret(t, error);
    }

    private boolean isCountedLast() {
        return kvm.has(KernelSwitch.EXTERNAL_OP_BEFORE_ACCOUNTING) && !kvm.has(Mutation.B26_COUNT_BEFORE_OP);
    }

    private void changed(Fx fx) {
        fx.trace(Event.KVM_TDP_MMU_SPTE_CHANGED, gfn, level, oldSpte, newSpte);
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
        oldSpte = kvm.spte(f, "old_spte", oldSpte);
        newSpte = kvm.spte(f, "new_spte", newSpte);
    }
}
