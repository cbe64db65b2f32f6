package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.AwaitGmemGone;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.mmu.GmemFileOps;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmDestroyVm;

/**
 * Closes the files of a VM: guest_memfd, if it is still open, and the last one, which ends the VM. Returns
 * {@link OpResult#OK}.
 *
 * <p>Each file of guest_memfd keeps the VM alive, so whatever is mapped of it goes while the VM is whole.
 *
 * <p>Requires: nobody runs a vCPU, or is inside an ioctl, or will be.
 *
 * <p>Source: kvm_vm_release(), kvm_vcpu_release(), kvm_put_kvm(); kvm_gmem_release(). Assumed: guest_memfd is closed
 * before the VM's own file.
 */
final class CloseVm extends Procedure {
    private static final Kind KIND = Kind.of("close_vm");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;

    CloseVm(Kvm kvm) {
        super(kvm.footprint().has(Footprint.Can.TERMINATE) ? At.TERMINATE : At.GMEM);
        this.kvm = kvm;
    }

    private enum At implements Step {
        TERMINATE,
        GMEM,
        GMEM_CLOSED,
        VM,
        CLOSED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case TERMINATE -> call(t, KvmDestroyVm.terminate(kvm), At.GMEM);
            case GMEM -> {
                t.takeResult();
                yield kvm.slots().hasGmem() ? call(t, GmemFileOps.release(kvm), At.GMEM_CLOSED) : go(At.VM);
            }
            case GMEM_CLOSED -> {
                t.takeResult();
                yield isGmemShared() ? call(t, new AwaitGmemGone(kvm), At.VM) : go(At.VM);
            }
            case VM -> {
                t.takeResult();
                yield call(t, new KvmDestroyVm(kvm), At.CLOSED);
            }
            case CLOSED -> {
                t.takeResult();
                yield ret(t, OpResult.OK.ordinal());
            }
        };
    }

    /** If not, the close above was the last one. */
    private boolean isGmemShared() {
        return kvm.footprint().has(Footprint.Can.SHARE_GMEM_FILE);
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
