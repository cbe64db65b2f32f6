package dev.seamstress.core.vm;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.WordClass;
import java.util.List;

/**
 * Which 2M and 1G pages of guest memory are in part private and in part shared, so that no one entry may map them.
 *
 * <p>Shape: for each such page that holds a gfn of the scenario a word, {@link #MIXED} or 0. The word of a page that
 * does not lie wholly in one slot is never used, as no entry can map it anyway.
 *
 * <p>Source: arch/x86/include/asm/kvm_host.h, struct kvm_lpage_info; mmu.c, KVM_LPAGE_MIXED_FLAG. Simplified: the count
 * beside the flag is told from the slot, as nothing else is built that counts there.
 */
public final class LpageInfo {
    /** KVM_LPAGE_MIXED_FLAG. */
    public static final long MIXED = 1L << 31;
    /** The sizes that are tracked: one more than the greatest level. */
    public static final int END_LEVEL = Level.PG_1G + 1;

    private final GfnIndex[] pages = new GfnIndex[END_LEVEL];
    private final int[] firstPages = new int[END_LEVEL];

    /** Adds the words for {@code ranges} to {@code map}; {@code mmuLock} is the number of the lock that guards them. */
    public LpageInfo(MemoryMap map, List<GfnRange> ranges, int mmuLock) {
        WordClass words = WordClass.guarded("vm.lpage_info", WordClass.Rule.LOCK_EXCLUSIVE_WRITERS, mmuLock, 0);
        for (int level = Level.PG_2M; level < END_LEVEL; level++) {
            int shift = Level.shift(level);
            pages[level] = new GfnIndex(ranges.stream()
                    .map(range -> new GfnRange(
                            new Gfn(range.start().value() >>> shift),
                            new Gfn((range.endExclusive().value() - 1 >>> shift) + 1)))
                    .toList());
            int count = (pages[level].size() + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE;
            firstPages[level] = map.add(words, count);
        }
    }

    /**
     * The word of the page at {@code level}, 2M or 1G, that {@code gfn} is in.
     *
     * <p>Errors: {@link ModelBug} if the scenario names no gfn of that page.
     */
    public long word(int level, long gfn) {
        int number = pages[level].of(gfn >>> Level.shift(level));
        if (number < 0) {
            throw new ModelBug(
                    "nothing is known of the page at " + Level.name(level) + " around gfn 0x" + Long.toHexString(gfn));
        }
        return MemoryMap.word(firstPages[level], 0) + number;
    }
}
