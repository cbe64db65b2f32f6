package dev.seamstress.core.thread;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.mmu.GmemFileOps;
import dev.seamstress.core.mmu.Kvm;

/** A thread of userspace, one ioctl at a time, or of the host's memory management: columns VMM, HOSTMM and GMEM. */
public final class HostThread extends ColumnThread {
    /** A thread called {@code name}, as its column is. */
    public HostThread(int id, String name, Kvm kvm, Program program, Results results) {
        super(id, name, kvm, program, results);
    }

    @Override
    Procedure ownProcedure(ThreadOp op, int pc) {
        if (op instanceof PokeOp poke) {
            return poke(poke);
        }
        if (op instanceof ConvertOp convert) {
            return Ioctl.convert(kvm(), convert);
        }
        if (op instanceof MemslotOp memslot) {
            return Ioctl.setMemslot(kvm(), memslot);
        }
        if (op instanceof PrefaultOp prefault) {
            return Ioctl.prefault(kvm(), prefault);
        }
        if (op instanceof NotifyOp notify) {
            return notify(notify);
        }
        if (op instanceof ZapTriggerOp trigger) {
            return zap(trigger.trigger());
        }
        if (op instanceof ZapFastOp) {
            return new SetNxHugePages(kvm());
        }
        if (op instanceof SeamcallOp seamcall) {
            return new RawSeamcall(kvm(), seamcall);
        }
        if (op instanceof BuildOp build) {
            return Ioctl.build(kvm(), build);
        }
        if (op instanceof GmemOp gmem) {
            return new GmemCall(kvm(), gmem);
        }
        if (op instanceof DestroyOp) {
            return new CloseVm(kvm());
        }
        throw new ModelBug(this + " cannot do " + op);
    }

    /** What takes the mapping itself away, rather than pages of it, holds mmap_lock if anybody else can want it. */
    private Procedure notify(NotifyOp op) {
        boolean isLocked =
                op.kind() == NotifyOp.Kind.MUNMAP && kvm().footprint().isContended(KernelLock.MMAP_LOCK);
        return isLocked
                ? GmemFileOps.changeAddressSpace(kvm(), () -> new ChangeHostMapping(kvm(), op))
                : new ChangeHostMapping(kvm(), op);
    }

    private Procedure zap(ZapTrigger trigger) {
        boolean isZap = trigger.isOfATd() && !kvm().type().hasMirror();
        return isZap ? Ioctl.zap(kvm(), trigger) : new ZapNothing(kvm(), trigger);
    }

    private Procedure poke(PokeOp poke) {
        return switch (poke.kind()) {
            case KICK -> new KvmVcpuKick(kvm(), poke.vcpu());
            case SIGNAL -> new SignalVcpu(kvm(), poke.vcpu());
        };
    }

    @Override
    Procedure ending() {
        return null;
    }
}
