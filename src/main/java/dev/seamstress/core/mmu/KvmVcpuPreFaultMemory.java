package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.Srcu;
import dev.seamstress.core.vm.TdWords;
import java.util.List;

/**
 * KVM_PRE_FAULT_MEMORY: maps the pages of a range before the guest touches them. Returns 0, -EAGAIN, -EFAULT, -ENOENT,
 * -EIO, or -EOPNOTSUPP of a TD that is not final.
 *
 * <p>It stays inside {@code kvm->srcu} from the first page to the last, and asks for each page again and again while
 * the fault says RETRY. So whatever waits for its SRCU section must end the loop: a slot that is going away does, since
 * the kernel has it refused with -EAGAIN; a dead VM does, since the loop looks for it. An error after a page that was
 * mapped is not told: the range that is left says it.
 *
 * <p>Before each page it looks whether page tables may be filled beforehand. In a TD they may once it is final: until
 * then its image alone maps private pages. All kernels here that have the ioctl look.
 *
 * <p>Before each page it sees to the vCPU's roots. It does not do so again while the page's fault says RETRY: if the
 * direct root is thrown away then, only a signal would end it.
 *
 * <p>Requires: the vCPU's mutex, unless nobody else wants it.
 *
 * <p>Source: kvm_vcpu_pre_fault_memory(), kvm_arch_vcpu_pre_fault_memory(), kvm_tdp_page_prefault();
 * kvm->arch.pre_fault_allowed. Simplified: no signal comes for a thread that is no vCPU's. Where no root is thrown away
 * and the vCPU has its first ones, there is nothing to reload.
 */
public final class KvmVcpuPreFaultMemory extends Procedure {
    private static final Kind KIND = Kind.of("kvm_vcpu_pre_fault_memory");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final VcpuMmu vcpu;
    private final LockChain mutex;
    private long start;
    private long gfn;
    private long end;
    private boolean isPrivate;
    private long result;

    private KvmVcpuPreFaultMemory(Kvm kvm, GfnRange range, int vcpu, LockChain mutex) {
        super(At.SRCU_LOCK);
        this.kvm = kvm;
        this.vcpu = VcpuMmu.served(kvm, vcpu);
        this.mutex = mutex;
        this.start = range.start().value();
        this.gfn = start;
        this.end = range.endExclusive().value();
    }

    /** Maps {@code range} through the vCPU of that number, under its mutex if its root pointers change hands. */
    public static Procedure of(Kvm kvm, GfnRange range, int vcpu) {
        if (!kvm.vcpuRoots().has(vcpu)) {
            return new KvmVcpuPreFaultMemory(kvm, range, vcpu, null);
        }
        LockChain chain = new LockChain(List.of(kvm.locks().vcpuMutex(vcpu)));
        return new UnderLocks(chain, held -> new KvmVcpuPreFaultMemory(kvm, range, vcpu, held));
    }

    private enum At implements Step {
        SRCU_LOCK(Access.RACY),
        ALLOWED(Access.RACY),
        RELOAD(Access.LOCAL),
        RELOADED(Access.LOCAL),
        ATTRIBUTE(Access.RACY),
        VM_DEAD(Access.RACY),
        FAULT(Access.LOCAL),
        FAULTED(Access.LOCAL),
        SRCU_UNLOCK(Access.RACY);

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
            case SRCU_LOCK, SRCU_UNLOCK -> fx.isReachable(vcpu.words().srcuReaders());
            case ALLOWED -> fx.isReachable(kvm.td().preFault());
            case ATTRIBUTE -> FaultinPfn.PrivateAttribute.isRacy(kvm, gfn, fx);
            case VM_DEAD -> isDeadTested() && fx.isReachable(kvm.words().dead());
            case RELOAD, RELOADED, FAULT, FAULTED -> false;
        };
    }

    private boolean isDeadTested() {
        return kvm.has(KernelSwitch.PREFAULT_VM_DEAD_EXIT) && !kvm.has(Mutation.B23_NO_VM_DEAD_TEST);
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case SRCU_LOCK -> srcuLock(fx);
            case ALLOWED -> allowed(fx);
            case RELOAD -> call(t, new KvmMmuReload(kvm, vcpu), At.RELOADED);
            case RELOADED -> {
                t.takeResult();
                yield go(At.ATTRIBUTE);
            }
            case ATTRIBUTE -> {
                isPrivate = FaultinPfn.PrivateAttribute.read(kvm, gfn, fx);
                yield go(At.VM_DEAD);
            }
            case VM_DEAD -> vmDead(fx);
            case FAULT -> fault(t);
            case FAULTED -> faulted(t);
            case SRCU_UNLOCK -> srcuUnlock(t, fx);
        };
    }

    private Go srcuLock(Fx fx) {
        Srcu.lock(fx, vcpu.words().srcuReaders());
        if (mutex != null) {
            vcpu.take(kvm, mutex.last(), fx);
        }
        return go(At.ALLOWED);
    }

    private Go allowed(Fx fx) {
        if (fx.read(kvm.td().preFault()) != TdWords.ALLOWED) {
            return end(Errno.EOPNOTSUPP);
        }
        return go(mutex != null ? At.RELOAD : At.ATTRIBUTE);
    }

    private Go srcuUnlock(KernelThread t, Fx fx) {
        Srcu.unlock(fx, vcpu.words().srcuReaders());
        if (mutex != null) {
            vcpu.park(kvm, mutex.last(), fx);
        }
        return ret(t, result);
    }

    private Go vmDead(Fx fx) {
        boolean isDead = isDeadTested() && fx.read(kvm.words().dead()) != 0;
        return isDead ? end(Errno.EIO) : go(At.FAULT);
    }

    /** The address says the alias: that of a shared gfn of a TD has the shared bit. */
    private Go fault(KernelThread t) {
        long addr = (isPrivate ? gfn : gfn | kvm.directBits()) << 12;
        return call(t, PageFaultHandler.prefetch(kvm, vcpu, addr, isPrivate ? Pferr.PRIVATE_ACCESS : 0), At.FAULTED);
    }

    private Go faulted(KernelThread t) {
        long how = t.takeResult();
        if (how < 0) {
            return end(how);
        }
        return switch (RetPf.of(how)) {
            case RETRY -> go(At.VM_DEAD);
            case FIXED, SPURIOUS, WRITE_PROTECTED -> {
                gfn++;
                yield gfn < end ? go(At.ALLOWED) : end(0);
            }
            case EMULATE -> end(Errno.ENOENT);
            case CONTINUE, INVALID -> end(Errno.EIO);
        };
    }

    private Go end(long how) {
        result = gfn > start ? 0 : how;
        return go(At.SRCU_UNLOCK);
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
    protected boolean isLent() {
        return true;
    }

    @Override
    protected void locals(Fields f) {
        vcpu.fields(f);
        start = f.word("start", start);
        gfn = f.word("gfn", gfn);
        end = f.word("end", end);
        isPrivate = f.flag("private", isPrivate);
        result = f.word("result", result);
    }
}
