package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.Tlb;
import java.util.List;

/** What vCPUs have in their TLBs, as it is now; 0 is no translation. */
final class Translations {
    private final SharedMemory memory;
    private final List<Tlb> tlbs;

    /** {@code vcpus}: one a thread, null for a thread that is none. */
    Translations(SharedMemory memory, List<Vcpu> vcpus) {
        this.memory = memory;
        this.tlbs = vcpus.stream()
                .map(vcpu -> vcpu == null ? Tlb.NONE : vcpu.mmu().tlb())
                .toList();
    }

    /** The vCPU's translation of {@code gfn}. */
    long of(Vcpu vcpu, long gfn, Tlb.Side side) {
        return of(vcpu.mmu().tlb(), gfn, side);
    }

    private long of(Tlb tlb, long gfn, Tlb.Side side) {
        return tlb.isCaching() ? memory.read(tlb.word(gfn, side)) : 0;
    }

    /** True if the thread is a vCPU's that has a translation of {@code gfn}. Looks at nothing else of it. */
    boolean has(int thread, long gfn, Tlb.Side side) {
        return of(tlbs.get(thread), gfn, side) != 0;
    }
}
