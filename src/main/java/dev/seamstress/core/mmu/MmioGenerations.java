package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Relative;
import dev.seamstress.core.vm.Slots;

/**
 * What the generations of memslots count for where memslots change without end: nobody asks which one it is, only
 * whether an entry that says MMIO has that of now. So of an entry counts whether its generation is that of now, the one
 * before, the one before that, or an older one.
 *
 * <p>Two before now are enough. Two values are compared, besides with that of now, where a thread that faults stores
 * over what it has read. It is in an SRCU section since before it read, and of two updates the second waits for it; so
 * what others have stored since is of the generation of its read or of one of the two beside it, and is told from all
 * that was there before. Of the older ones nobody stores any: two of one entry are the same one.
 *
 * <p>Shape: the reference is the word of the memslots; values are entries, or words that hold one. Of the word counts
 * all but the generation, and whether the next update wraps it.
 *
 * <p>Source: get_mmio_spte_generation(), check_mmio_spte(), kvm_vcpu_memslots().
 */
public record MmioGenerations(long mmioValue) implements Relative.Measure {
    private static final long OLDER = 3;

    /** Declares that generations count so, in the entries of {@code pages} pages from {@code firstPage} on. */
    public void declare(MemoryMap map, Slots slots, int firstPage, int pages) {
        Relative relative = new Relative(slots.generationWord(), this);
        map.compare(relative, firstPage, pages, 1, 0);
        map.compareFields(relative);
    }

    @Override
    public long ofReference(long now) {
        return Slots.withGeneration(now, Slots.isLastGeneration(now) ? 1 : 0);
    }

    @Override
    public long of(long value, long now) {
        if (!Spte.isMmio(value, mmioValue)) {
            return value;
        }
        long age = Slots.updatesBetween(MakeSpte.generation(value), Slots.generation(now));
        return MakeSpte.withGeneration(value, Math.min(age, OLDER));
    }
}
