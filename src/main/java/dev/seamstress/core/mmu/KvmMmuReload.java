package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;

/**
 * Sees to it that a vCPU has roots, and that its direct one is not obsolete as far as it has been told. Returns 0.
 *
 * <p>The direct root alone is looked at: whoever has it has a mirror root as well.
 *
 * <p>Source: kvm_mmu_reload().
 */
public final class KvmMmuReload extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_reload");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final VcpuMmu vcpu;

    public KvmMmuReload(Kvm kvm, VcpuMmu vcpu) {
        super(At.FREE_OBSOLETE);
        this.kvm = kvm;
        this.vcpu = vcpu;
    }

    /** False if the vCPU has roots and nobody throws any away: then there is nothing to see to. */
    public static boolean isNeeded(Kvm kvm, VcpuMmu vcpu) {
        return KvmMmuFreeObsoleteRoots.isNeeded(kvm) || vcpu.root() == RootList.NONE;
    }

    private enum At implements Step {
        FREE_OBSOLETE,
        LOAD,
        LOADED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case FREE_OBSOLETE ->
                freesObsolete() ? call(t, new KvmMmuFreeObsoleteRoots(kvm, vcpu), At.LOAD) : go(At.LOAD);
            case LOAD -> {
                t.takeResult();
                yield vcpu.root() == RootList.NONE ? call(t, new KvmMmuLoad(kvm, vcpu), At.LOADED) : ret(t, 0);
            }
            case LOADED -> ret(t, t.takeResult());
        };
    }

    private boolean freesObsolete() {
        return kvm.has(KernelSwitch.RELOAD_FREES_OBSOLETE) && !kvm.has(Mutation.B03_RELOAD_IGNORES_REQUEST);
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
