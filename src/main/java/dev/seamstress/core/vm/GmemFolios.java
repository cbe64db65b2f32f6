package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.WordClass;
import java.util.List;

/**
 * The pages of guest_memfd: for each gfn of a scenario a word that says whether its page has been given to the guest,
 * with the content that it was to have, and one that says whether the memory behind it has failed. Populating a page
 * that is prepared would overwrite it; a page that has failed is given to nobody.
 *
 * <p>Shape: {@link #RAW} or {@link #PREPARED}; {@link #GOOD} or {@link #POISONED}. A page that a hole takes away is
 * {@link #RAW} and {@link #GOOD} when it comes again.
 *
 * <p>Source: virt/kvm/guest_memfd.c, kvm_gmem_mark_prepared(), folio_test_uptodate(), folio_test_hwpoison();
 * simplified: no folio lock, as what is done under it is one access here; a page that comes again is the same frame.
 */
public final class GmemFolios {
    public static final long RAW = 0;
    public static final long PREPARED = 1;
    public static final long GOOD = 0;
    public static final long POISONED = 1;

    private final GfnIndex index;
    private final int firstPage;
    private final int firstPoisoned;
    private final int pages;

    /** Adds the words for {@code ranges} to {@code map}. */
    public GmemFolios(MemoryMap map, List<GfnRange> ranges) {
        index = new GfnIndex(ranges);
        pages = (index.size() + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE;
        firstPage = map.add(WordClass.lockless("gmem.prepared", RAW), pages);
        firstPoisoned = map.add(WordClass.lockless("gmem.poisoned", GOOD), pages);
    }

    /** Whether the page of {@code gfn} is prepared. Requires: the scenario names the gfn. */
    public long prepared(long gfn) {
        return MemoryMap.word(firstPage, 0) + number(gfn);
    }

    /** Whether the memory behind the page of {@code gfn} has failed. Requires: the scenario names the gfn. */
    public long poisoned(long gfn) {
        return MemoryMap.word(firstPoisoned, 0) + number(gfn);
    }

    private int number(long gfn) {
        int number = index.of(gfn);
        if (number < 0) {
            throw new ModelBug("no guest_memfd page for gfn 0x" + Long.toHexString(gfn));
        }
        return number;
    }

    /** Declares that nobody in the scenario asks which are prepared: nothing is written then. */
    public void freeze(MemoryMap map) {
        freeze(map, firstPage);
    }

    /** Declares that no memory fails. */
    public void freezePoisoned(MemoryMap map) {
        freeze(map, firstPoisoned);
    }

    private void freeze(MemoryMap map, int first) {
        for (int i = 0; i < pages; i++) {
            map.freeze(first + i);
        }
    }
}
