package dev.seamstress.core.thread;

import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
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
        if (op instanceof ConvertOp || op instanceof MemslotOp) {
            return new VmIoctl(kvm(), op);
        }
        if (op instanceof PrefaultOp prefault) {
            return new VcpuIoctl(kvm(), prefault);
        }
        if (op instanceof NotifyOp notify) {
            return new ChangeHostMapping(kvm(), notify);
        }
        if (op instanceof ZapFastOp) {
            return new SetNxHugePages(kvm());
        }
        if (op instanceof SeamcallOp seamcall) {
            return new RawSeamcall(kvm(), seamcall);
        }
        if (op instanceof BuildOp build) {
            return new BuildIoctl(kvm(), build);
        }
        throw new ModelBug(this + " cannot do " + op);
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
