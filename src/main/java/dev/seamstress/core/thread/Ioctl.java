package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmSetMemoryRegion;
import dev.seamstress.core.mmu.KvmVcpuPreFaultMemory;
import dev.seamstress.core.mmu.KvmVmSetMemAttributes;
import dev.seamstress.core.mmu.KvmZapGfnRange;
import dev.seamstress.core.mmu.TdBuild;
import dev.seamstress.core.vm.Attributes;
import java.util.function.Supplier;

/**
 * An ioctl of the VM's file, or of a vCPU's other than KVM_RUN: a dead VM serves none. Returns an {@link OpResult}.
 *
 * <p>A VM that dies while the ioctl runs does not change its result; the next one fails.
 *
 * <p>Source: kvm_vm_ioctl(), kvm_vcpu_ioctl(). Simplified: a vCPU's mutex is taken where somebody else can want it, or
 * the vCPU's roots can change. Assumed: {@code populate}, which is no ioctl by itself, is refused by a dead VM like
 * one.
 */
final class Ioctl extends Procedure {
    private static final Kind OF_VM = Kind.of("kvm_vm_ioctl");
    private static final Kind OF_VCPU = Kind.of("kvm_vcpu_ioctl");
    private static final Step[] STEPS = At.values();

    private final Kind kind;
    private final Kvm kvm;
    private final Supplier<Procedure> service;

    private Ioctl(Kind kind, Kvm kvm, Supplier<Procedure> service) {
        super(At.DEAD);
        this.kind = kind;
        this.kvm = kvm;
        this.service = service;
    }

    /** KVM_SET_MEMORY_ATTRIBUTES. */
    static Ioctl convert(Kvm kvm, ConvertOp op) {
        long attribute = op.to() == GuestOp.Side.PRIVATE ? Attributes.PRIVATE : Attributes.SHARED;
        return new Ioctl(OF_VM, kvm, () -> new KvmVmSetMemAttributes(kvm, op.range(), attribute));
    }

    /** KVM_SET_USER_MEMORY_REGION2. */
    static Ioctl setMemslot(Kvm kvm, MemslotOp op) {
        return new Ioctl(OF_VM, kvm, () -> new KvmSetMemoryRegion(kvm, op.change(), op.id(), op.place()));
    }

    /** KVM_PRE_FAULT_MEMORY. */
    static Ioctl prefault(Kvm kvm, PrefaultOp op) {
        return new Ioctl(OF_VCPU, kvm, () -> KvmVcpuPreFaultMemory.of(kvm, op.range(), op.via()));
    }

    /** What makes KVM zap a range of gfns, in a VM where it does. */
    static Ioctl zap(Kvm kvm, ZapTrigger trigger) {
        return new Ioctl(OF_VM, kvm, () -> new KvmZapGfnRange(kvm, trigger.start(), trigger.end(), trigger.reason()));
    }

    /** What builds a TD. */
    static Ioctl build(Kvm kvm, BuildOp op) {
        return switch (op.kind()) {
            case POPULATE -> new Ioctl(OF_VM, kvm, () -> TdBuild.populate(kvm, op.range()));
            case INITMEM -> initMem(kvm, op, TdBuild.Measure.NONE);
            case INITMEM_EXTEND -> initMem(kvm, op, TdBuild.Measure.EXTEND);
            case FINALIZE -> new Ioctl(OF_VM, kvm, () -> TdBuild.finalizeTd(kvm));
            case VCPUCREATE -> new Ioctl(OF_VM, kvm, () -> TdBuild.createVcpu(kvm, op.vcpu()));
            case VCPUINIT -> new Ioctl(OF_VCPU, kvm, () -> TdBuild.initVcpu(kvm, op.vcpu()));
        };
    }

    private static Ioctl initMem(Kvm kvm, BuildOp op, TdBuild.Measure measure) {
        return new Ioctl(OF_VCPU, kvm, () -> TdBuild.initMem(kvm, op.range(), op.vcpu(), measure));
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
            case SERVE -> call(t, service.get(), At.SERVED);
            case SERVED -> end(t, OpResult.ofErrno(t.takeResult()));
        };
    }

    private Go end(KernelThread t, OpResult result) {
        return ret(t, result.ordinal());
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    protected Step[] steps() {
        return STEPS;
    }

    @Override
    protected void locals(Fields f) {} // the operation is the script's and never changes
}
