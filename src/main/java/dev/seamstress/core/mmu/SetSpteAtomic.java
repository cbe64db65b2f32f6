package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.ReachWalk;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.ept.TdpIter;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import java.util.List;

/**
 * Changes one entry while others may be changing it too. Returns an {@link Outcome}.
 *
 * <p>An entry of a direct root is changed by one compare-and-swap. An entry of a mirror is frozen by one; from then to
 * the store that settles it the entry is this thread's alone, and in between the TDX module repeats the change in the
 * private table. Whoever meets FROZEN gives up.
 *
 * <p>Requires: mmu_lock held for read. Errors: any but DONE leaves the entry as it was, or as another thread made it.
 *
 * <p>Source: tdp_mmu_set_spte_atomic(), __tdp_mmu_set_spte_atomic(), set_external_spte_present(),
 * handle_changed_spte(), kvm_update_page_stats(). The pages are counted where the change is traced. With
 * external-op-before-accounting that is when the TDX module has made the change, before the entry is settled.
 */
final class SetSpteAtomic extends FreezeWindow {
    private static final Kind KIND = Kind.of("tdp_mmu_set_spte_atomic");
    private static final Step[] STEPS = At.values();
    private static final Outcome[] OUTCOMES = Outcome.values();

    private final Kvm kvm;
    private final long word;
    private int root;
    private int level;
    private long gfn;
    private long oldSpte;
    private long newSpte;
    private Outcome outcome = Outcome.DONE;
    private boolean isRepeated;

    SetSpteAtomic(Kvm kvm, TdpIter iter, long oldSpte, long newSpte) {
        this(kvm, iter.root(), iter.level(), iter.gfn(), oldSpte, newSpte);
    }

    /** As the other, for a walk over a whole tree. */
    SetSpteAtomic(Kvm kvm, ReachWalk walk, long oldSpte, long newSpte) {
        this(kvm, walk.root(), walk.level(), walk.gfn(), oldSpte, newSpte);
    }

    private SetSpteAtomic(Kvm kvm, int root, int level, long gfn, long oldSpte, long newSpte) {
        super(first(kvm.tables().isMirror(root), oldSpte, newSpte));
        this.kvm = kvm;
        this.root = root;
        this.level = level;
        this.gfn = gfn;
        this.word = kvm.tables().word(root, level, gfn);
        this.oldSpte = oldSpte;
        this.newSpte = newSpte;
    }

    /** A mirror's entry is to become present, and was not. */
    private static At first(boolean isMirror, long oldSpte, long newSpte) {
        if (!isMirror) {
            return At.SWAP;
        }
        return Spte.isPresent(newSpte) && !Spte.isPresent(oldSpte) ? At.FREEZE : At.BUG;
    }

    private enum At implements Step {
        SWAP(Access.RACY),
        BUG(Access.LOCAL),
        BUGGED(Access.LOCAL),
        FREEZE(Access.RACY),
        EXTERNAL_SET(Access.LOCAL),
        SETTLE(Access.RACY);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    /** How a change ended. The kernel's errors are told apart only for the trace: the caller retries after each. */
    enum Outcome {
        DONE(null),
        /** -EBUSY: the entry was not what the caller had read. */
        LOST(RetryWhy.LOST),
        /** -EBUSY: the TDX module was busy. */
        BUSY(RetryWhy.BUSY),
        /** -EIO, or -EBUSY after a KVM_BUG_ON. */
        BUGGED(RetryWhy.BUGGED);

        private static final List<Outcome> ALL = List.of(values());
        private final RetryWhy why;

        Outcome(RetryWhy why) {
            this.why = why;
        }

        static Outcome of(long result) {
            return ALL.get((int) result);
        }

        /** Why the caller retries; null if it does not. */
        RetryWhy why() {
            return why;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return super.isRacy(fx) && fx.isReachable(word);
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case SWAP -> swap(t, fx);
            case BUG -> bug(t, fx);
            case BUGGED -> bugged(t);
            case FREEZE -> freeze(t, fx);
            case EXTERNAL_SET -> externalSet(t, fx);
            case SETTLE -> settle(t, fx);
        };
    }

    @Override
    public long frozenWord() {
        return switch ((At) at()) {
            case EXTERNAL_SET, SETTLE -> word;
            case SWAP, BUG, BUGGED, FREEZE -> NONE;
        };
    }

    private Go swap(KernelThread t, Fx fx) {
        if (!fx.compareAndSet(word, oldSpte, newSpte)) {
            return ret(t, Outcome.LOST.ordinal());
        }
        changed(fx);
        return ret(t, Outcome.DONE.ordinal());
    }

    private Go bug(KernelThread t, Fx fx) {
        if (!Spte.isPresent(newSpte)) {
            outcome = Outcome.BUGGED;
            return call(t, KvmVmDead.bugOn(kvm, BugOn.MIRROR_ZAPPED_ATOMICALLY, newSpte, fx), At.BUGGED);
        }
        return call(t, KvmVmDead.bugOn(kvm, BugOn.MIRROR_REPLACED, oldSpte, fx), At.BUGGED);
    }

    /** An atomic zap ends here; the replacement of a present entry goes on, as the kernel does. */
    private Go bugged(KernelThread t) {
        t.takeResult();
        return outcome == Outcome.BUGGED ? ret(t, outcome.ordinal()) : go(At.FREEZE);
    }

    private Go freeze(KernelThread t, Fx fx) {
        boolean isFrozen = !kvm.has(Mutation.B28_NO_FREEZE);
        if (!fx.compareAndSet(word, oldSpte, isFrozen ? Spte.FROZEN : newSpte)) {
            return ret(t, Outcome.LOST.ordinal());
        }
        if (isFrozen) {
            fx.trace(Event.SPTE_FROZEN, gfn, level, oldSpte);
        }
        if (isCountedFirst()) {
            changed(fx);
        }
        return external(t);
    }

    private Go external(KernelThread t) {
        return call(t, new SetExternalSpte(kvm, root, level, gfn, newSpte), At.EXTERNAL_SET);
    }

    private Go externalSet(KernelThread t, Fx fx) {
        long error = t.takeResult();
        if (error != 0) {
            outcome = error == Errno.EBUSY ? Outcome.BUSY : Outcome.BUGGED;
            return isLeftFrozen() ? ret(t, outcome.ordinal()) : go(At.SETTLE);
        }
        if (kvm.has(Mutation.B27_OP_TWICE) && !isRepeated) {
            isRepeated = true;
            return external(t);
        }
        if (kvm.has(KernelSwitch.EXTERNAL_OP_BEFORE_ACCOUNTING) && !isCountedFirst()) {
            changed(fx);
        }
        return go(At.SETTLE);
    }

    /** Counted before it is done, and so even if it is not done. */
    private boolean isCountedFirst() {
        return kvm.has(Mutation.B26_COUNT_BEFORE_OP);
    }

    private boolean isLeftFrozen() {
        return outcome == Outcome.BUSY && kvm.has(Mutation.B29_NO_ROLLBACK);
    }

    /** A plain store, both ways: FROZEN is exclusive, so there is nothing to compare with. */
    private Go settle(KernelThread t, Fx fx) {
        if (outcome == Outcome.DONE) {
            fx.write(word, newSpte);
            fx.trace(Event.SPTE_PUBLISHED, gfn, level, newSpte);
            if (!kvm.has(KernelSwitch.EXTERNAL_OP_BEFORE_ACCOUNTING) && !isCountedFirst()) {
                changed(fx);
            }
        } else {
            fx.write(word, oldSpte);
            fx.trace(Event.SPTE_ROLLED_BACK, gfn, level, oldSpte);
        }
        return ret(t, outcome.ordinal());
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
        outcome = f.constant("outcome", outcome, OUTCOMES);
        isRepeated = f.flag("repeated", isRepeated);
    }
}
