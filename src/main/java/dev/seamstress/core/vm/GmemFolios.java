package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.WordClass;
import java.util.List;

/**
 * Which pages of guest_memfd are prepared: for each gfn of a scenario a word that says whether its page has been given
 * to the guest, with the content that it was to have. Populating a page that is prepared would overwrite it.
 *
 * <p>Shape: {@link #RAW} or {@link #PREPARED}. A page that a hole takes away is {@link #RAW} when it comes again.
 *
 * <p>Source: virt/kvm/guest_memfd.c, kvm_gmem_mark_prepared(), folio_test_uptodate(); simplified: no folio lock, as
 * what is done under it is one access here.
 */
public final class GmemFolios {
    public static final long RAW = 0;
    public static final long PREPARED = 1;

    private final GfnIndex index;
    private final int firstPage;
    private final int pages;

    /** Adds the words for {@code ranges} to {@code map}. */
    public GmemFolios(MemoryMap map, List<GfnRange> ranges) {
        index = new GfnIndex(ranges);
        pages = (index.size() + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE;
        firstPage = map.add(WordClass.lockless("gmem.prepared", RAW), pages);
    }

    /** Whether the page of {@code gfn} is prepared. Requires: the scenario names the gfn. */
    public long prepared(long gfn) {
        int number = index.of(gfn);
        if (number < 0) {
            throw new ModelBug("no guest_memfd page for gfn 0x" + Long.toHexString(gfn));
        }
        return MemoryMap.word(firstPage, 0) + number;
    }

    /** Declares that nobody in the scenario asks: nothing is written then. */
    public void freeze(MemoryMap map) {
        for (int i = 0; i < pages; i++) {
            map.freeze(firstPage + i);
        }
    }
}
