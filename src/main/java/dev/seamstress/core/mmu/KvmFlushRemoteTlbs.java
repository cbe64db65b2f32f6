package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.VcpuRequest;

/**
 * Makes every vCPU forget its translations: when it returns, each has, or will before it enters the guest. Returns 0.
 *
 * <p>Source: kvm_flush_remote_tlbs(). Simplified: no hypervisor below that would flush in one call.
 */
final class KvmFlushRemoteTlbs extends Procedure {
    private static final Kind KIND = Kind.of("kvm_flush_remote_tlbs");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;

    KvmFlushRemoteTlbs(Kvm kvm) {
        super(At.REQUEST);
        this.kvm = kvm;
    }

    private enum At implements Step {
        REQUEST,
        DONE;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case REQUEST -> call(t, new MakeAllCpusRequest(kvm, VcpuRequest.TLB_FLUSH), At.DONE);
            case DONE -> {
                fx.trace(Event.FLUSH_DONE);
                yield ret(t, t.takeResult());
            }
        };
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
