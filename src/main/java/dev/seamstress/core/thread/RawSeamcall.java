package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.tdx.Tdx;

/**
 * Makes one SEAMCALL and returns what the module answers, as an {@link OpResult}. Nothing of KVM knows of it: no lock
 * is held, no entry of a mirror changes.
 *
 * <p>Source: arch/x86/virt/vmx/tdx/seamcall.S, which hands registers over and back; simplified: no retry when the
 * module runs out of entropy, as it does not.
 */
final class RawSeamcall extends Procedure {
    private static final Kind KIND = Kind.of("seamcall");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final SeamcallOp op;

    RawSeamcall(Kvm kvm, SeamcallOp op) {
        super(At.CALL);
        this.kvm = kvm;
        this.op = op;
    }

    private enum At implements Step {
        CALL,
        RETURNED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case CALL -> {
                fx.send(kvm.tdx(), new Tdx.Seamcall(op.leaf(), op.rcx(), op.rdx(), op.r8(), op.r9()));
                yield await(At.RETURNED);
            }
            case RETURNED ->
                ret(t, OpResult.ofStatus(t.<Tdx.Return>reply().status()).ordinal());
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
    protected void locals(Fields f) {} // the operation is the script's and never changes
}
