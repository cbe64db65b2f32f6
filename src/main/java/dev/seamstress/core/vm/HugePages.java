package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayList;
import java.util.List;

/**
 * The host's huge pages behind a VM's memory: each aligned 2M that lies wholly in a slot which the host backs so, and
 * whether userspace's mapping of it is still one entry of the host's page tables.
 *
 * <p>Shape: huge pages are numbered densely, in ascending order of their gfns, as far as the scenario names a gfn in
 * them. Of each there is one word: {@link #WHOLE} or {@link #SPLIT}.
 *
 * <p>Simplified: a mapping that was split stays so; khugepaged does nothing while a scenario runs.
 *
 * <p>Source: the host's page tables, as host_pfn_mapping_level() reads them; mm/huge_memory.c, __split_huge_pmd().
 */
public final class HugePages {
    /** The host maps the page by one entry. */
    public static final long WHOLE = 0;
    /** It maps it by entries of 4K. */
    public static final long SPLIT = 1;
    /** In place of a number: the gfn is in no huge page. */
    public static final int NONE = -1;

    private final GfnIndex index;
    private final long[] firsts;
    private final int firstPage;
    private final int pages;

    /** Adds the words to {@code map}; {@code ranges} are the gfns that the scenario names. */
    public HugePages(MemoryMap map, List<Slot> slots, List<GfnRange> ranges) {
        List<GfnRange> numbers = new ArrayList<>();
        for (Slot slot : slots) {
            for (GfnRange range : ranges) {
                addTo(numbers, slot, range);
            }
        }
        index = new GfnIndex(numbers);
        firsts = new long[index.size()];
        for (GfnRange number : numbers) {
            long position = number.start().value();
            firsts[index.of(position)] = position << Level.shift(Level.PG_2M);
        }
        pages = (index.size() + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE;
        firstPage = map.add(WordClass.lockless("host.huge", WHOLE), pages);
    }

    /** The huge pages of {@code slot} with a gfn in {@code range}, each as the gfn of its first page divided by 512. */
    private static void addTo(List<GfnRange> numbers, Slot slot, GfnRange range) {
        if (!slot.isThp() || !slot.range().overlaps(range)) {
            return;
        }
        long first = Math.max(slot.range().start().value(), range.start().value());
        long end = Math.min(
                slot.range().endExclusive().value(), range.endExclusive().value());
        for (long gfn = Level.base(Level.PG_2M, first); gfn < end; gfn += Level.pages(Level.PG_2M)) {
            if (slot.contains(Level.PG_2M, gfn)) {
                numbers.add(GfnRange.of(gfn >>> Level.shift(Level.PG_2M), 1));
            }
        }
    }

    /** How many frames they consist of. */
    public long frames() {
        return firsts.length * Level.pages(Level.PG_2M);
    }

    /** The number of the huge page behind {@code gfn}, or {@link #NONE}. */
    public int of(long gfn) {
        return index.of(gfn >>> Level.shift(Level.PG_2M));
    }

    /** True if there is a huge page behind {@code gfn}. */
    public boolean has(long gfn) {
        return of(gfn) != NONE;
    }

    /** The gfns of the huge page with that number. */
    public GfnRange range(int number) {
        return GfnRange.of(firsts[number], Level.pages(Level.PG_2M));
    }

    /** Which of all {@link #frames} is behind {@code gfn}. Requires: a huge page is. */
    public long frame(long gfn) {
        return of(gfn) * Level.pages(Level.PG_2M) + Level.offset(Level.PG_2M, gfn);
    }

    /** The gfn behind which a frame is. */
    public long gfn(long frame) {
        return firsts[(int) (frame / Level.pages(Level.PG_2M))] + Level.offset(Level.PG_2M, frame);
    }

    /** The word of the huge page with that number. */
    public long word(int number) {
        return MemoryMap.word(firstPage, 0) + number;
    }

    /** Declares that the host of the scenario never changes its mapping. */
    public void freeze(MemoryMap map) {
        for (int i = 0; i < pages; i++) {
            map.freeze(firstPage + i);
        }
    }
}
