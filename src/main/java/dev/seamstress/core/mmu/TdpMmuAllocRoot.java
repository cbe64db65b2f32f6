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
 * Gets a root for a vCPU: one of the wanted role that is there, or a new one. Returns its slot, with a reference.
 *
 * <p>The first look at the list is made under mmu_lock for read alone, so another vCPU may insert the same root after
 * it. The {@link Mmu} therefore looks again before it inserts.
 *
 * <p>Source: kvm_tdp_mmu_alloc_root(), kvm_tdp_mmu_get_root(). Simplified: a root of another role is not held while it
 * is looked at, as its reference would be given back in the same iteration.
 */
final class TdpMmuAllocRoot extends Procedure implements CacheUser {
    private static final Kind KIND = Kind.of("kvm_tdp_mmu_alloc_root");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final VcpuMmu vcpu;
    private boolean isMirror;
    private Grant mmuLock;
    private long list;
    private int index;
    private long references;
    private int root = RootList.NONE;

    TdpMmuAllocRoot(Kvm kvm, VcpuMmu vcpu, boolean isMirror) {
        super(At.LOCK);
        this.kvm = kvm;
        this.vcpu = vcpu;
        this.isMirror = isMirror;
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        LIST(Access.RACY),
        NEXT(Access.LOCAL),
        VISIT(Access.RACY),
        REFERENCES(Access.RACY),
        GET(Access.RACY),
        TAKEN(Access.LOCAL),
        UNLOCK(Access.RACY);

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
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LOCK -> lock(fx);
            case LIST -> list(t, fx);
            case NEXT -> next(fx);
            case VISIT -> visit(fx);
            case REFERENCES -> references(fx);
            case GET -> get(fx);
            case TAKEN -> taken(t);
            case UNLOCK -> unlock(t, fx);
        };
    }

    private Go lock(Fx fx) {
        kvm.mmuLock().request(fx, Grant.Mode.READ);
        return await(At.LIST);
    }

    private Go list(KernelThread t, Fx fx) {
        mmuLock = t.granted();
        list = fx.read(kvm.roots().list());
        return go(At.NEXT);
    }

    @Override
    public boolean hasEnough() {
        return vcpu.caches().hasTable();
    }

    private long wantedRole() {
        return Role.root(kvm.tables().shape().rootLevel(), isMirror);
    }

    private boolean isWanted(long role) {
        long ignored = kvm.has(Mutation.B07_ROLE_IGNORES_INVALID) ? Role.INVALID : 0;
        return (role & ~ignored) == wantedRole();
    }

    /** An invalid root never matches, as the whole word is compared. */
    private Go next(Fx fx) {
        if (kvm.has(Mutation.B37R_LIST_DEL) && index < RootList.size(list)) {
            return go(At.VISIT);
        }
        for (; index < RootList.size(list); index++) {
            int candidate = RootList.at(list, index);
            if (isWanted(fx.read(mmuLock, kvm.roots().role(candidate)))) {
                root = candidate;
                return go(At.REFERENCES);
            }
        }
        long invalid = invalidRoots(fx);
        clearWalk();
        root = RootList.NONE;
        if (!vcpu.caches().takeTable()) {
            fx.trace(Event.WARN_ON, WarnOn.CACHE_EMPTY.ordinal(), wantedRole());
        }
        fx.send(kvm.mmu(), new RootMessage.Insert(wantedRole(), invalid));
        return await(At.TAKEN);
    }

    /** Root by root, as where one goes that this walk is at: the way on to the next leads through it. */
    private Go visit(Fx fx) {
        int candidate = RootList.at(list, index);
        fx.read(kvm.roots().references(candidate));
        long role = fx.read(mmuLock, kvm.roots().role(candidate));
        fx.trace(Event.ROOT_VISITED, candidate, role);
        if (isWanted(role)) {
            root = candidate;
            return go(At.REFERENCES);
        }
        index++;
        return go(At.NEXT);
    }

    private long invalidRoots(Fx fx) {
        long invalid = 0;
        for (int i = 0; i < RootList.size(list); i++) {
            int candidate = RootList.at(list, i);
            invalid |= Role.isInvalid(fx.read(mmuLock, kvm.roots().role(candidate))) ? 1L << candidate : 0;
        }
        return invalid;
    }

    private Go references(Fx fx) {
        references = fx.read(kvm.roots().references(root));
        if (references == 0) {
            index++;
            return go(At.NEXT);
        }
        return go(At.GET);
    }

    private Go get(Fx fx) {
        if (!fx.compareAndSet(kvm.roots().references(root), references, references + 1)) {
            return go(At.REFERENCES);
        }
        clearWalk();
        return go(At.UNLOCK);
    }

    private void clearWalk() {
        list = 0;
        index = 0;
        references = 0;
    }

    private Go taken(KernelThread t) {
        root = t.<RootMessage.Taken>reply().root();
        return go(At.UNLOCK);
    }

    private Go unlock(KernelThread t, Fx fx) {
        kvm.mmuLock().release(t, fx, mmuLock);
        return ret(t, root);
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
        isMirror = f.flag("mirror", isMirror);
        mmuLock = f.object(mmuLock);
        list = f.word("list", list);
        index = f.count("index", index);
        references = f.word("references", references);
        root = f.count("root", root);
    }
}
