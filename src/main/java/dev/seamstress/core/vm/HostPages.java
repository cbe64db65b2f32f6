package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.HostMemory;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.WordClass;
import java.util.List;

/**
 * The host pages behind a VM's memory: for each gfn of a slot two frames for userspace's mapping, of which one is there
 * at a time ({@link Backing}), and one of the guest_memfd.
 *
 * <p>Shape: what is behind one huge page at the start are consecutive frames, aligned as the huge page is; each second
 * frame is by itself.
 *
 * <p>Simplified: all exist from the start, at fixed frames; a page is one word of content. A slot's gfns are mapped at
 * host addresses that follow from the gfns.
 *
 * <p>Source: __kvm_faultin_pfn() for the former, kvm_gmem_get_pfn() for the latter.
 */
public final class HostPages implements HostMemory {
    private static final long SHARED_PFN = 0x10000000L;
    private static final long HUGE_PFN = 0x20000000L;
    private static final long FIRST_HVA = 0x7f0000000000L;

    private final GfnIndex index;
    private final HugePages huge;
    private final long firstGmemPfn;
    private final int firstPage;
    private final int backingPage;
    private final int backingPages;

    /** Adds the words for {@code ranges} to {@code map}; guest_memfd pages are {@code firstGmemPfn} and on. */
    public HostPages(MemoryMap map, List<GfnRange> ranges, HugePages huge, long firstGmemPfn) {
        index = new GfnIndex(ranges);
        this.huge = huge;
        this.firstGmemPfn = firstGmemPfn;
        firstPage = map.add(WordClass.lockless("host.content", 0), pages(3 * index.size()));
        backingPages = pages(index.size());
        backingPage = map.add(WordClass.lockless("host.backing", 0), backingPages);
    }

    private static int pages(int words) {
        return (words + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE;
    }

    /** The frame of the page that userspace has mapped for {@code gfn} at the start. */
    public long sharedPfn(long gfn) {
        int number = number(gfn);
        return huge.has(gfn) ? HUGE_PFN + huge.frame(gfn) : SHARED_PFN + number;
    }

    /** The frame that {@code backing} means, the value of {@link #backing}; also if it is not mapped any more. */
    public long sharedPfn(long gfn, long backing) {
        return Backing.frame(backing) == 0 ? sharedPfn(gfn) : SHARED_PFN + index.size() + number(gfn);
    }

    /** The word of what userspace has mapped for {@code gfn}: a {@link Backing}. */
    public long backing(long gfn) {
        return MemoryMap.word(backingPage, 0) + number(gfn);
    }

    /** Declares that the host of the scenario never changes its mapping. */
    public void freezeBackings(MemoryMap map) {
        for (int i = 0; i < backingPages; i++) {
            map.freeze(backingPage + i);
        }
    }

    /** The host address at which userspace has mapped {@code gfn}. */
    public static long hva(long gfn) {
        return FIRST_HVA + (gfn << 12);
    }

    /** The frame of the guest_memfd page for {@code gfn}. */
    public long gmemPfn(long gfn) {
        int number = number(gfn);
        return huge.has(gfn) ? firstHugeGmemPfn() + huge.frame(gfn) : firstGmemPfn + number;
    }

    /** The first aligned frame behind those that are counted one by one. */
    private long firstHugeGmemPfn() {
        return Level.base(Level.PG_2M, firstGmemPfn + index.size() + Level.pages(Level.PG_2M) - 1);
    }

    private int number(long gfn) {
        int number = index.of(gfn);
        if (number < 0) {
            throw new ModelBug("no host page for gfn 0x" + Long.toHexString(gfn));
        }
        return number;
    }

    /** How many frames there are from the first guest_memfd page to the last. */
    public long gmemFrames() {
        return huge.frames() == 0 ? index.size() : firstHugeGmemPfn() + huge.frames() - firstGmemPfn;
    }

    @Override
    public long contentWord(long pfn) {
        long place = place(pfn);
        if (place < 0) {
            throw new ModelBug("no content at pfn 0x" + Long.toHexString(pfn));
        }
        return MemoryMap.word(firstPage, 0) + place;
    }

    /** Only the pages of gfns that the scenario names have content. */
    @Override
    public boolean hasContent(long pfn) {
        return place(pfn) >= 0;
    }

    /** Where the page's content is among all, or -1. */
    private long place(long pfn) {
        boolean isGmem = pfn < SHARED_PFN;
        long number = isGmem ? number(pfn, firstGmemPfn, firstHugeGmemPfn()) : number(pfn, SHARED_PFN, HUGE_PFN);
        boolean isIn = number >= 0 && number < (isGmem ? 1L : 2L) * index.size();
        return isIn ? number + (isGmem ? 2L * index.size() : 0) : -1;
    }

    /** Which of its kind the page is; pages of huge ones are numbered as if they were by themselves. */
    private long number(long pfn, long first, long firstHuge) {
        boolean isOfHuge = pfn >= firstHuge && pfn < firstHuge + huge.frames();
        return isOfHuge ? index.of(huge.gfn(pfn - firstHuge)) : pfn - first;
    }
}
