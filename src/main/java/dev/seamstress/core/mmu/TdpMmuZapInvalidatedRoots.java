package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Zaps the roots that are scheduled for it, then puts the reference that the TDP MMU has to each. Returns 0.
 *
 * <p>The reference is put after the zap: until then the root stays on the list, and a notifier that comes while the zap
 * has given the lock back finds what is still mapped in it. The walk itself holds a reference to the root that it is
 * at, and gives it back once it has the next one.
 *
 * <p>Requires: slots_lock held, under which nobody else schedules roots or zaps them.
 *
 * <p>Source: kvm_tdp_mmu_zap_invalidated_roots(); __for_each_tdp_mmu_root_yield_safe(). Simplified: a root that is not
 * scheduled is not held while the walk passes over it, as its reference would be given back in the same iteration.
 */
final class TdpMmuZapInvalidatedRoots extends Procedure {
    private static final Kind KIND = Kind.of("kvm_tdp_mmu_zap_invalidated_roots");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant slotsLock;
    private final Grant.Mode mode;
    private Grant mmuLock;
    private int root = RootList.NONE;
    private int next = RootList.NONE;

    /** Under mmu_lock held in {@code mode}: for write when the VM goes away, else for read. */
    TdpMmuZapInvalidatedRoots(Kvm kvm, Grant slotsLock, Grant.Mode mode) {
        super(At.LOCK);
        this.kvm = kvm;
        this.slotsLock = slotsLock;
        this.mode = mode;
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        NEXT(Access.RACY),
        HOLD(Access.RACY),
        LEAVE(Access.LOCAL),
        ZAP(Access.LOCAL),
        BUGGED(Access.LOCAL),
        ZAPPED(Access.LOCAL),
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
            case LOCK -> {
                kvm.mmuLock().request(fx, mode);
                yield await(At.LOCKED);
            }
            case LOCKED -> {
                mmuLock = t.granted();
                yield go(At.NEXT);
            }
            case NEXT -> next(t, fx);
            case HOLD -> hold(fx);
            case LEAVE -> leave(t);
            case ZAP -> zap(t, fx);
            case BUGGED -> zapRoot(t);
            case ZAPPED -> zapped(t);
            case UNLOCK -> {
                kvm.mmuLock().release(t, fx, mmuLock);
                yield ret(t, 0);
            }
        };
    }

    /** The root that the walk is at stays on the list while it is held, so the walk finds its way from there. */
    private Go next(KernelThread t, Fx fx) {
        t.takeResult();
        long list = fx.read(kvm.roots().list());
        next = root;
        do {
            next = RootList.after(list, next);
        } while (next != RootList.NONE && fx.read(slotsLock, kvm.roots().scheduled(next)) == 0);
        return go(next == RootList.NONE ? At.LEAVE : At.HOLD);
    }

    private Go hold(Fx fx) {
        fx.add(kvm.roots().references(next), 1);
        return go(At.LEAVE);
    }

    private Go leave(KernelThread t) {
        int left = root;
        root = next;
        next = RootList.NONE;
        Step then = root == RootList.NONE ? At.UNLOCK : At.ZAP;
        return left == RootList.NONE ? go(then) : call(t, new TdpMmuPutRoot(kvm, mmuLock, left), then);
    }

    private Go zap(KernelThread t, Fx fx) {
        t.takeResult();
        fx.write(slotsLock, kvm.roots().scheduled(root), 0);
        long role = fx.read(mmuLock, kvm.roots().role(root));
        return Role.isInvalid(role)
                ? zapRoot(t)
                : call(t, KvmVmDead.bugOn(kvm, BugOn.VALID_ROOT_SCHEDULED, role, fx), At.BUGGED);
    }

    private Go zapRoot(KernelThread t) {
        t.takeResult();
        return call(t, new TdpMmuZapRoot(kvm, mmuLock, root), At.ZAPPED);
    }

    private Go zapped(KernelThread t) {
        t.takeResult();
        return call(t, new TdpMmuPutRoot(kvm, mmuLock, root), At.NEXT);
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
        mmuLock = f.object(mmuLock);
        root = f.count("root", root);
        next = f.count("next", next);
    }
}
