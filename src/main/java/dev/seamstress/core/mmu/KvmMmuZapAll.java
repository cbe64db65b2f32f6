package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * The host takes all its memory back, as its address space goes or KVM no longer wants to be told of it: everything
 * goes that a direct root maps, also one that is being thrown away. Returns 0.
 *
 * <p>Mirror roots are left alone: what they map is no mapping of the host's. No translation is flushed, as no vCPU can
 * run any more.
 *
 * <p>Requires: no vCPU runs, now or later.
 *
 * <p>Source: kvm_mmu_notifier_release(), kvm_flush_shadow_all(), kvm_mmu_zap_all(), kvm_tdp_mmu_zap_all(). Simplified:
 * no shadow pages; the roots are not held, as the lock is not dropped in the middle.
 */
final class KvmMmuZapAll extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_zap_all");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private Grant mmuLock;
    private long list;
    private int index;

    KvmMmuZapAll(Kvm kvm) {
        super(At.LOCK);
        this.kvm = kvm;
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        LIST(Access.RACY),
        ROOT(Access.LOCAL),
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
                kvm.mmuLock().request(fx, Grant.Mode.WRITE);
                yield await(At.LOCKED);
            }
            case LOCKED -> {
                mmuLock = t.granted();
                yield go(At.LIST);
            }
            case LIST -> {
                list = fx.read(kvm.roots().list());
                yield go(At.ROOT);
            }
            case ROOT -> root(t, fx);
            case UNLOCK -> {
                kvm.mmuLock().release(t, fx, mmuLock);
                yield ret(t, 0);
            }
        };
    }

    private Go root(KernelThread t, Fx fx) {
        t.takeResult();
        int types = RootTypes.alsoInvalid(kvm, RootTypes.DIRECT);
        while (RootList.at(list, index) != RootList.NONE) {
            int root = RootList.at(list, index++);
            if (RootTypes.match(kvm, types, fx.read(mmuLock, kvm.roots().role(root)), fx)) {
                return call(t, new TdpMmuZapRoot(kvm, mmuLock, root), At.ROOT);
            }
        }
        return go(At.UNLOCK);
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
        list = f.word("list", list);
        index = f.count("index", index);
    }
}
