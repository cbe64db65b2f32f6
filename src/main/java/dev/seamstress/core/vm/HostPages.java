package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.HostMemory;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.WordClass;
import java.util.List;

/**
 * The host pages behind a VM's memory: for each gfn of a slot one that userspace has mapped, and one of the
 * guest_memfd. The pages behind a huge page are consecutive frames, aligned as it is.
 *
 * <p>Simplified: all exist from the start, at fixed frames; a page is one word of content.
 *
 * <p>Source: __kvm_faultin_pfn() for the former, kvm_gmem_get_pfn() for the latter.
 */
public final class HostPages implements HostMemory {
    private static final long SHARED_PFN = 0x10000000L;
    private static final long HUGE_PFN = 0x20000000L;
    private static final long HUGE_FRAMES = Level.pages(Level.PG_2M);

    private final GfnIndex index;
    private final HugePages huge;
    private final long firstGmemPfn;
    private final int firstPage;

    /** Adds the content words for {@code ranges} to {@code map}; guest_memfd pages are {@code firstGmemPfn} and on. */
    public HostPages(MemoryMap map, List<GfnRange> ranges, HugePages huge, long firstGmemPfn) {
        index = new GfnIndex(ranges);
        this.huge = huge;
        this.firstGmemPfn = firstGmemPfn;
        int words = 2 * index.size();
        int pages = (words + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE;
        firstPage = map.add(WordClass.lockless("host.content", 0), pages);
    }

    /** The frame of the page that userspace has mapped for {@code gfn}. */
    public long sharedPfn(long gfn) {
        int number = number(gfn);
        return huge.of(gfn) == HugePages.NONE ? SHARED_PFN + number : hugePfn(HUGE_PFN, gfn);
    }

    /** The frame of the guest_memfd page for {@code gfn}. */
    public long gmemPfn(long gfn) {
        int number = number(gfn);
        return huge.of(gfn) == HugePages.NONE ? firstGmemPfn + number : hugePfn(firstHugeGmemPfn(), gfn);
    }

    private long hugePfn(long first, long gfn) {
        return first + huge.of(gfn) * HUGE_FRAMES + Level.offset(Level.PG_2M, gfn);
    }

    /** The first frame from which huge pages of guest_memfd can be counted. */
    private long firstHugeGmemPfn() {
        return Level.base(Level.PG_2M, firstGmemPfn + index.size() + HUGE_FRAMES - 1);
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
        return huge.size() == 0 ? index.size() : firstHugeGmemPfn() + huge.size() * HUGE_FRAMES - firstGmemPfn;
    }

    @Override
    public long contentWord(long pfn) {
        boolean isGmem = pfn < SHARED_PFN;
        long number = number(pfn, isGmem);
        if (number < 0 || number >= index.size()) {
            throw new ModelBug("no content at pfn 0x" + Long.toHexString(pfn));
        }
        return MemoryMap.word(firstPage, 0) + (isGmem ? index.size() : 0) + number;
    }

    /** Which of its kind the page is: the number of the gfn whose it is. */
    private long number(long pfn, boolean isGmem) {
        long inHuge = pfn - (isGmem ? firstHugeGmemPfn() : HUGE_PFN);
        if (inHuge >= 0 && inHuge < huge.size() * HUGE_FRAMES) {
            return index.of(huge.first((int) (inHuge / HUGE_FRAMES)) + inHuge % HUGE_FRAMES);
        }
        return pfn - (isGmem ? firstGmemPfn : SHARED_PFN);
    }
}
