package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.Role;
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
 * Gives a reference to a root back; the last one takes the root off the list. Returns 0.
 *
 * <p>Between its last reference and its removal a root is still on the list, but nobody can get a reference to it any
 * more, and it is invalid: a valid one has the TDP MMU's own reference.
 *
 * <p>Requires: mmu_lock held, in either mode, and a reference of the caller's.
 *
 * <p>Source: kvm_tdp_mmu_put_root(), tdp_mmu_free_sp_rcu_callback(). Simplified: the page of the root is free when it
 * is off the list and never used again; whoever still sees the root in a list that he has read finds it invalid.
 */
final class TdpMmuPutRoot extends Procedure implements RootPut {
    private static final Kind KIND = Kind.of("kvm_tdp_mmu_put_root");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant mmuLock;
    private int root;

    TdpMmuPutRoot(Kvm kvm, Grant mmuLock, int root) {
        super(At.PUT);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.root = root;
    }

    private enum At implements Step {
        PUT(Access.RACY),
        REMOVE(Access.LOCAL),
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

    @Override
    public int removing() {
        return at() == At.PUT ? RootList.NONE : root;
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case PUT -> put(t, fx);
            case REMOVE -> {
                t.takeResult();
                fx.send(kvm.mmu(), new RootMessage.Remove(root));
                yield await(At.REMOVED);
            }
            case REMOVED -> {
                t.<RootMessage.Removed>reply();
                yield removed(t, fx);
            }
        };
    }

    /** After list_del_rcu() and call_rcu() whoever is in the list goes on from the root to the next. */
    private Go removed(KernelThread t, Fx fx) {
        if (kvm.has(Mutation.B37R_LIST_DEL)) {
            fx.trace(Event.ROOT_FREED, root, fx.read(mmuLock, kvm.roots().role(root)));
        }
        return ret(t, 0);
    }

    private Go put(KernelThread t, Fx fx) {
        if (fx.add(kvm.roots().references(root), -1) != 0) {
            return ret(t, 0);
        }
        long role = fx.read(mmuLock, kvm.roots().role(root));
        return Role.isInvalid(role)
                ? go(At.REMOVE)
                : call(t, KvmVmDead.bugOn(kvm, BugOn.VALID_ROOT_PUT, role, fx), At.REMOVE);
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
    }
}
