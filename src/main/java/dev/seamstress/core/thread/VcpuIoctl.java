package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Errno;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmVcpuPreFaultMemory;

/**
 * An ioctl of a vCPU's file, other than KVM_RUN: a dead VM serves none. Returns an {@link OpResult}.
 *
 * <p>Source: kvm_vcpu_ioctl(). Simplified: the vCPU's mutex is taken where somebody else can want it, or the vCPU's
 * roots can change.
 */
final class VcpuIoctl extends Procedure {
    private static final Kind KIND = Kind.of("kvm_vcpu_ioctl");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final PrefaultOp op;

    VcpuIoctl(Kvm kvm, PrefaultOp op) {
        super(At.DEAD);
        this.kvm = kvm;
        this.op = op;
    }

    private enum At implements Step {
        DEAD(Access.RACY),
        SERVE(Access.LOCAL),
        SERVED(Access.LOCAL);

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
        return super.isRacy(fx) && fx.isReachable(kvm.words().dead());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case DEAD -> fx.read(kvm.words().dead()) != 0 ? end(t, OpResult.VMDEAD) : go(At.SERVE);
            case SERVE -> call(t, KvmVcpuPreFaultMemory.of(kvm, op.range(), op.via()), At.SERVED);
            case SERVED -> end(t, result(t.takeResult()));
        };
    }

    private static OpResult result(long errno) {
        if (errno == 0) {
            return OpResult.OK;
        } else if (errno == Errno.EAGAIN) {
            return OpResult.EAGAIN;
        } else if (errno == Errno.EFAULT) {
            return OpResult.EFAULT;
        } else if (errno == Errno.ENOENT) {
            return OpResult.ENOENT;
        } else if (errno == Errno.EIO) {
            return OpResult.EIO;
        }
        throw new ModelBug("no result for errno " + errno);
    }

    private Go end(KernelThread t, OpResult result) {
        return ret(t, result.ordinal());
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
