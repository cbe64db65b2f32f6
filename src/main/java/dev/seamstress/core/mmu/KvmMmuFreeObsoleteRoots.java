package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.VcpuRequest;

/**
 * Serves the request FREE_OBSOLETE_ROOTS of a vCPU, if it is pending: the direct root goes if it is being thrown away.
 * Returns 0.
 *
 * <p>The request is cleared before the root is looked at, so that one made from now on is served again. The look is
 * made without mmu_lock. Where the scenario throws no roots away nobody makes the request, and nothing is looked at.
 *
 * <p>Source: kvm_check_request(), kvm_mmu_free_obsolete_roots(), is_obsolete_root(). Simplified: a root is obsolete if
 * it is invalid, as there are no shadow pages, whose generation would tell.
 */
public final class KvmMmuFreeObsoleteRoots extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_free_obsolete_roots");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final VcpuMmu vcpu;

    public KvmMmuFreeObsoleteRoots(Kvm kvm, VcpuMmu vcpu) {
        super(At.REQUEST);
        this.kvm = kvm;
        this.vcpu = vcpu;
    }

    /** False if nobody makes the request: then there is nothing to serve. */
    public static boolean isNeeded(Kvm kvm) {
        return kvm.footprint().invalidatesRoots();
    }

    private enum At implements Step {
        REQUEST(Access.RACY),
        ROOT(Access.RACY),
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
    protected boolean isRacy(Fx fx) {
        return switch ((At) at()) {
            case REQUEST -> isNeeded(kvm) && fx.isReachable(request());
            case ROOT -> vcpu.root() != RootList.NONE;
            case FREED -> false;
        };
    }

    private long request() {
        return vcpu.words().request(VcpuRequest.FREE_OBSOLETE_ROOTS);
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case REQUEST -> {
                boolean isPending = isNeeded(kvm) && fx.compareAndSet(request(), 1, 0);
                yield isPending ? go(At.ROOT) : ret(t, 0);
            }
            case ROOT -> root(t, fx);
            case FREED -> ret(t, t.takeResult());
        };
    }

    private Go root(KernelThread t, Fx fx) {
        boolean isObsolete = vcpu.root() != RootList.NONE
                && Role.isInvalid(fx.read(kvm.roots().role(vcpu.root())));
        return isObsolete ? call(t, new KvmMmuFreeRoots(kvm, vcpu), At.FREED) : ret(t, 0);
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
    protected void locals(Fields f) {}
}
