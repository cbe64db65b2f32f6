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

/**
 * Marks valid roots as being thrown away, and schedules them to be zapped. Returns 0.
 *
 * <p>From here on no vCPU finds such a root, and no fault maps in it. The reference that the TDP MMU itself has to it
 * is now its zapper's.
 *
 * <p>Requires: mmu_lock held for write, and slots_lock; the caller makes vCPUs drop the roots before it lets mmu_lock
 * go.
 *
 * <p>Source: kvm_tdp_mmu_invalidate_roots().
 */
final class TdpMmuInvalidateRoots extends Procedure {
    private static final Kind KIND = Kind.of("kvm_tdp_mmu_invalidate_roots");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant mmuLock;
    private final Grant slotsLock;
    private int types;
    private long list;
    private int root = RootList.NONE;

    /** {@code kinds}: {@link RootTypes#DIRECT}, {@link RootTypes#MIRROR}, or both. */
    TdpMmuInvalidateRoots(Kvm kvm, Grant mmuLock, Grant slotsLock, int kinds) {
        super(At.LIST);
        this.kvm = kvm;
        this.mmuLock = mmuLock;
        this.slotsLock = slotsLock;
        this.types = RootTypes.onlyValid(kvm, kinds);
    }

    private enum At implements Step {
        LIST(Access.RACY),
        NEXT(Access.LOCAL),
        MARK(Access.RACY);

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
            case LIST -> {
                list = fx.read(kvm.roots().list());
                yield go(At.NEXT);
            }
            case NEXT -> next(t, fx);
            case MARK -> mark(fx);
        };
    }

    private Go next(KernelThread t, Fx fx) {
        root = RootList.after(list, root);
        if (root == RootList.NONE) {
            return ret(t, 0);
        }
        return go(RootTypes.match(kvm, types, role(fx), fx) ? At.MARK : At.NEXT);
    }

    private long role(Fx fx) {
        return fx.read(mmuLock, kvm.roots().role(root));
    }

    private Go mark(Fx fx) {
        long role = role(fx) | Role.INVALID;
        fx.write(slotsLock, kvm.roots().scheduled(root), 1);
        fx.write(kvm.roots().role(root), role);
        fx.trace(Event.ROOT_INVALIDATED, root, role);
        return go(At.NEXT);
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
        types = f.count("types", types);
        list = f.word("list", list);
        root = f.count("root", root);
    }
}
