package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Errno;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.TdBuild;

/**
 * An ioctl that builds a TD, of the VM's file or of a vCPU's: a dead VM serves none. Returns an {@link OpResult}.
 *
 * <p>Source: kvm_vm_ioctl(), kvm_vcpu_ioctl(). Assumed: {@code populate}, which is no ioctl by itself, is refused by a
 * dead VM like one.
 */
final class BuildIoctl extends Procedure {
    private static final Kind KIND = Kind.of("build_ioctl");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final BuildOp op;

    BuildIoctl(Kvm kvm, BuildOp op) {
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
            case SERVE -> call(t, ioctl(), At.SERVED);
            case SERVED -> end(t, result(t.takeResult()));
        };
    }

    private Procedure ioctl() {
        return switch (op.kind()) {
            case POPULATE -> TdBuild.populate(kvm, op.range());
            case INITMEM -> TdBuild.initMem(kvm, op.range(), op.vcpu(), TdBuild.Measure.NONE);
            case INITMEM_EXTEND -> TdBuild.initMem(kvm, op.range(), op.vcpu(), TdBuild.Measure.EXTEND);
            case FINALIZE -> TdBuild.finalizeTd(kvm);
            case VCPUCREATE -> TdBuild.createVcpu(kvm, op.vcpu());
            case VCPUINIT -> TdBuild.initVcpu(kvm, op.vcpu());
        };
    }

    private static OpResult result(long errno) {
        if (errno == 0) {
            return OpResult.OK;
        } else if (errno == Errno.EEXIST) {
            return OpResult.EEXIST;
        } else if (errno == Errno.EINVAL) {
            return OpResult.EINVAL;
        } else if (errno == Errno.EFAULT) {
            return OpResult.EFAULT;
        }
        return errno == Errno.EBUSY ? OpResult.BUSY : OpResult.EIO;
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
