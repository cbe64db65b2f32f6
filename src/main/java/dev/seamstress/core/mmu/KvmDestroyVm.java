package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import java.util.List;

/**
 * The end of a VM, when its last file is closed. Returns 0.
 *
 * <p>A TD's key goes first, as nothing that it has can be taken back before. Then KVM asks the host to be told no more,
 * and unmaps what was the host's; the vCPUs go, with their pointers to roots; then the roots, whose tables the TDX
 * module gives back one by one; and the TDR last.
 *
 * <p>Requires: nobody else has to do with the VM any more; guest_memfd, which keeps it alive, was closed before.
 *
 * <p>Source: kvm_destroy_vm(), kvm_arch_pre_destroy_vm(), mmu_notifier_unregister(), kvm_arch_destroy_vm(),
 * kvm_destroy_vcpus(). Simplified: memslots stay where they are, as nobody looks for them. Assumed: the kernels here
 * have one order.
 */
public final class KvmDestroyVm extends Procedure {
    private static final Kind KIND = Kind.of("kvm_destroy_vm");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int vcpu;

    public KvmDestroyVm(Kvm kvm) {
        super(At.PRE_DESTROY);
        this.kvm = kvm;
    }

    /**
     * Takes a TD's key first of all, so that its pages need not be blocked, tracked and removed one by one. Source:
     * KVM_TDX_TERMINATE_VM, proposed in 2025; simplified: nobody is left to be told that the VM is dead.
     */
    public static Procedure terminate(Kvm kvm) {
        return new TdxMmuReleaseHkid(kvm);
    }

    private enum At implements Step {
        PRE_DESTROY,
        NOTIFIER,
        VCPU,
        MMU,
        TD,
        GONE;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        t.takeResult();
        return switch ((At) at()) {
            case PRE_DESTROY -> hasKey() ? call(t, new TdxMmuReleaseHkid(kvm), At.NOTIFIER) : go(At.NOTIFIER);
            case NOTIFIER -> call(t, new KvmMmuZapAll(kvm), At.VCPU);
            case VCPU -> vcpu == kvm.vcpuCount() ? go(At.MMU) : call(t, new KvmVcpuDestroy(kvm, vcpu++), At.VCPU);
            case MMU -> call(t, uninitMmu(), At.TD);
            case TD -> isTd() ? call(t, new TdxReclaimTdControlPages(kvm), At.GONE) : go(At.GONE);
            case GONE -> ret(t, 0);
        };
    }

    private boolean hasKey() {
        return isTd() && !kvm.footprint().has(Footprint.Can.TERMINATE);
    }

    private boolean isTd() {
        return kvm.type().hasMirror();
    }

    private Procedure uninitMmu() {
        LockChain locks = new LockChain(List.of(kvm.slotsLock()));
        return new UnderLocks(locks, held -> new KvmMmuUninitTdpMmu(kvm, held.grant(KernelLock.SLOTS_LOCK)));
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
        vcpu = f.count("vcpu", vcpu);
    }
}
