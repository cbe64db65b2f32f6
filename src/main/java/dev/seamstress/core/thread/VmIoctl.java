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
import dev.seamstress.core.mmu.KvmSetMemoryRegion;
import dev.seamstress.core.mmu.KvmVmSetMemAttributes;
import dev.seamstress.core.vm.Attributes;

/**
 * An ioctl of the VM's file: a dead VM serves none. Returns an {@link OpResult}.
 *
 * <p>A VM that dies while the ioctl runs does not change its result; the next one fails.
 *
 * <p>Source: kvm_vm_ioctl().
 */
final class VmIoctl extends Procedure {
    private static final Kind KIND = Kind.of("kvm_vm_ioctl");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final ThreadOp op;

    VmIoctl(Kvm kvm, ThreadOp op) {
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
            case SERVE -> call(t, procedure(), At.SERVED);
            case SERVED -> served(t);
        };
    }

    private Procedure procedure() {
        if (op instanceof ConvertOp convert) {
            return new KvmVmSetMemAttributes(kvm, convert.range(), attribute(convert));
        } else if (op instanceof MemslotOp memslot) {
            return new KvmSetMemoryRegion(kvm, memslot.change(), memslot.id(), memslot.place());
        }
        throw new ModelBug("no ioctl of a VM does " + op);
    }

    private static long attribute(ConvertOp op) {
        return op.to() == GuestOp.Side.PRIVATE ? Attributes.PRIVATE : Attributes.SHARED;
    }

    private Go served(KernelThread t) {
        long result = t.takeResult();
        if (result == Errno.EEXIST) {
            return end(t, OpResult.EEXIST);
        } else if (result == Errno.EBADF) {
            return end(t, OpResult.FAILED);
        }
        return end(t, result == Errno.EINVAL ? OpResult.EINVAL : OpResult.OK);
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
