package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.HostMemory;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.WordClass;
import java.util.List;

/**
 * The host pages behind a VM's memory: for each gfn of a slot one that userspace has mapped, and one of the
 * guest_memfd.
 *
 * <p>Simplified: all exist from the start, at fixed frames; a page is one word of content.
 *
 * <p>Source: __kvm_faultin_pfn() for the former, kvm_gmem_get_pfn() for the latter.
 */
public final class HostPages implements HostMemory {
    private static final long SHARED_PFN = 0x10000000L;

    private final GfnIndex index;
    private final long firstGmemPfn;
    private final int firstPage;

    /** Adds the content words for {@code ranges} to {@code map}; guest_memfd pages are {@code firstGmemPfn} and on. */
    public HostPages(MemoryMap map, List<GfnRange> ranges, long firstGmemPfn) {
        index = new GfnIndex(ranges);
        this.firstGmemPfn = firstGmemPfn;
        int words = 2 * index.size();
        int pages = (words + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE;
        firstPage = map.add(WordClass.lockless("host.content", 0), pages);
    }

    /** The frame of the page that userspace has mapped for {@code gfn}. */
    public long sharedPfn(long gfn) {
        return SHARED_PFN + number(gfn);
    }

    /** The frame of the guest_memfd page for {@code gfn}. */
    public long gmemPfn(long gfn) {
        return firstGmemPfn + number(gfn);
    }

    private int number(long gfn) {
        int number = index.of(gfn);
        if (number < 0) {
            throw new ModelBug("no host page for gfn 0x" + Long.toHexString(gfn));
        }
        return number;
    }

    /** How many guest_memfd pages there are. */
    public int gmemPages() {
        return index.size();
    }

    @Override
    public long contentWord(long pfn) {
        boolean isGmem = pfn < SHARED_PFN;
        long number = pfn - (isGmem ? firstGmemPfn : SHARED_PFN);
        if (number < 0 || number >= index.size()) {
            throw new ModelBug("no content at pfn 0x" + Long.toHexString(pfn));
        }
        return MemoryMap.word(firstPage, 0) + (isGmem ? index.size() : 0) + number;
    }
}
