package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Relative;
import dev.seamstress.core.machine.WordClass;

/**
 * Where the module keeps its state: pages of shared memory that it owns, so that undo and fingerprint go word by word.
 *
 * <p>Shape: for each table of the shape one page of 512 secure EPT entries; for each host frame a PAMT word, and a
 * BEPOCH word in a page of its own, which costs nothing until a page is blocked; the TD's words; {@link #TDVPS_WORDS} a
 * vCPU ({@link TdvpsWord}); eight words a logical processor, the call that it makes ({@link CallWord}); a word an
 * injection. {@link Residence}, the one word that vCPUs share. And the PAMT and BEPOCH words of pages of 2M and 1G.
 */
public final class TdxMemory {
    private static final int WORDS = MemoryMap.WORDS_PER_PAGE;
    /** How many words are kept for a vCPU, from {@link #firstOfVcpu} on. */
    public static final int TDVPS_WORDS = TdvpsWord.values().length - 1 + Stepping.LIST_SIZE;
    /** How many words are kept for a logical processor, from {@link #firstOfLp} on. */
    public static final int CALL_WORDS = 8;

    /** The largest pages, of 1G, have this level. */
    private static final int LARGE_LEVELS = 2;

    private final TreeShape shape;
    private final TdxSizes sizes;
    private final int septPage;
    private final int pamtPage;
    private final int bepochPage;
    private final int tdPage;
    private final int tdvpsPage;
    private final int callPage;
    private final int injectionPage;
    private final Residence residence;
    private final int[] largePamtPages = new int[LARGE_LEVELS + 1];
    private final int[] largeBepochPages = new int[LARGE_LEVELS + 1];
    private final boolean hasLargePages;

    /**
     * Adds the module's pages to {@code map}.
     *
     * @param moduleId the id of the {@link TdxModule} machine, which owns them
     */
    public TdxMemory(MemoryMap map, int moduleId, TreeShape shape, TdxSizes sizes) {
        this.shape = shape;
        this.sizes = sizes;
        int framePages = pagesFor(sizes.frames(), 1);
        this.septPage = map.add(WordClass.owned("sept", moduleId, SeptEntry.FREE), shape.tables());
        this.pamtPage = map.add(WordClass.owned("pamt", moduleId, 0), framePages);
        this.bepochPage = map.add(WordClass.owned("bepoch", moduleId, 0), framePages);
        this.tdPage = map.add(WordClass.owned("tdcs", moduleId, 0), 1);
        this.tdvpsPage = map.add(WordClass.owned("tdvps", moduleId, 0), pagesFor(sizes.vcpus(), TDVPS_WORDS));
        this.callPage = map.add(WordClass.owned("seamcall", moduleId, 0), pagesFor(sizes.lps(), CALL_WORDS));
        this.injectionPage = map.add(WordClass.owned("injected", moduleId, 0), 1);
        this.residence = new Residence(MemoryMap.word(map.add(WordClass.lockless("residence", 0), 1), 0));
        for (int level = 1; level <= LARGE_LEVELS; level++) {
            int pages = pagesFor(number(level, sizes.firstPfn() + sizes.frames() - 1) + 1, 1);
            largePamtPages[level] = map.add(WordClass.owned("pamt.large", moduleId, 0), pages);
            largeBepochPages[level] = map.add(WordClass.owned("bepoch.large", moduleId, 0), pages);
        }
        Relative epoch = new Relative(td(TdWord.EPOCH), Relative.Form.EPOCH);
        map.compare(epoch, bepochPage, framePages, 1, 0);
        for (int level = 1; level <= LARGE_LEVELS; level++) {
            int pages = pagesFor(number(level, sizes.firstPfn() + sizes.frames() - 1) + 1, 1);
            map.compare(epoch, largeBepochPages[level], pages, 1, 0);
        }
        map.compare(epoch, tdvpsPage, pagesFor(sizes.vcpus(), TDVPS_WORDS), TDVPS_WORDS, TdvpsWord.EPOCH.ordinal());
        long firstWhole = Level.base(2, sizes.firstPfn() + Level.pages(2) - 1);
        hasLargePages = hasFrames(1, firstWhole);
    }

    /** Which page of its size, counted from the one that has the first frame. */
    private long number(int level, long pfn) {
        return (pfn >>> Level.INDEX_BITS * level) - (sizes.firstPfn() >>> Level.INDEX_BITS * level);
    }

    private static int pagesFor(long items, int wordsPerItem) {
        return Math.toIntExact((items * wordsPerItem + WORDS - 1) / WORDS);
    }

    private static long at(int firstPage, long index) {
        return MemoryMap.word(firstPage, 0) + index;
    }

    /** The word of who is in guest mode. */
    public Residence residence() {
        return residence;
    }

    /** Which tables the secure EPT can have. */
    public TreeShape shape() {
        return shape;
    }

    /** How much there is of everything else. */
    public TdxSizes sizes() {
        return sizes;
    }

    /** The host physical address of the TDR: what {@code rdx} of a {@code TDH.MEM} leaf holds. */
    public long tdr() {
        return tdrPfn() << 12;
    }

    long tdrPfn() {
        return sizes.firstPfn();
    }

    /** The level of the entries of the root table, from zero: 3 or 4. Source: EPTP's page-walk length, ept_pwl. */
    public int rootSeptLevel() {
        return Level.toSept(shape.rootLevel());
    }

    /** The word of the entry at {@code septLevel} that covers {@code gfn}, or -1 if the shape has no such table. */
    public long entry(int septLevel, long gfn) {
        int table = shape.table(septLevel + 1, gfn);
        return table < 0 ? -1 : MemoryMap.word(septPage + table, Level.index(septLevel + 1, gfn));
    }

    /** True if the PAMT has an entry for the frame. */
    public boolean hasFrame(long pfn) {
        return pfn >= sizes.firstPfn() && pfn < sizes.firstPfn() + sizes.frames();
    }

    /** True if the PAMT has entries for the page's every frame. {@code level} is the page's, from zero. */
    boolean hasFrames(int level, long pfn) {
        return hasFrame(pfn) && hasFrame(pfn + Level.pages(level + 1) - 1);
    }

    /** False if the host memory that TDs may get has no whole page of 2M: then all that the TD has are 4K pages. */
    boolean hasLargePages() {
        return hasLargePages;
    }

    /** The lock, type and owner of a page of the size of {@code level}: the PAMT has an entry for each size. */
    public long pamt(int level, long pfn) {
        return level == 0 ? pamt(pfn) : at(largePamtPages[level], number(level, pfn));
    }

    /** The same of BEPOCH. */
    public long bepoch(int level, long pfn) {
        return level == 0 ? bepoch(pfn) : at(largeBepochPages[level], number(level, pfn));
    }

    /** A frame's lock, type and owner. Requires: {@link #hasFrame}. */
    public long pamt(long pfn) {
        return at(pamtPage, pfn - sizes.firstPfn());
    }

    /** The TD epoch in which the range that maps a frame was blocked. Requires: {@link #hasFrame}. */
    public long bepoch(long pfn) {
        return at(bepochPage, pfn - sizes.firstPfn());
    }

    /** The first of the words that are kept for a vCPU. */
    public long firstOfVcpu(int vcpu) {
        return at(tdvpsPage, (long) vcpu * TDVPS_WORDS);
    }

    /** The first of the words that are kept for a logical processor. */
    public long firstOfLp(int lp) {
        return at(callPage, (long) lp * CALL_WORDS);
    }

    long td(TdWord word) {
        return MemoryMap.word(tdPage, word.ordinal());
    }

    /**
     * The word of a lock that the TD has one of, besides its TDR: {@link ModuleLock#TREE}, {@link ModuleLock#EPOCH} or
     * {@link ModuleLock#OP_STATE}.
     */
    public long lockOfTd(ModuleLock lock) {
        return td(TdWord.valueOf(lock.name() + "_LOCK"));
    }

    /** True if the word is an entry of the secure EPT. */
    public boolean isEntry(long word) {
        int table = MemoryMap.page(word) - septPage;
        return table >= 0 && table < shape.tables();
    }

    /** True if a word of the TD, one of the class {@code tdcs}, is a lock. */
    public boolean isTdLock(long word) {
        return TdWord.isLock(MemoryMap.index(word));
    }

    /** The lock of a package's caches. */
    long wbcacheLock(int number) {
        return MemoryMap.word(tdPage, TdWord.values().length + number);
    }

    long tdvps(int vcpu, TdvpsWord word) {
        return at(tdvpsPage, (long) vcpu * TDVPS_WORDS + word.ordinal());
    }

    /** A word of the list of GPAs at which a vCPU has faulted too often. */
    long listed(int vcpu, int index) {
        return tdvps(vcpu, TdvpsWord.LAST_EPF_GPA_LIST) + index;
    }

    /** How many calls an injection has seen, at most as many as it waits for. */
    long injection(int index) {
        return MemoryMap.word(injectionPage, index);
    }

    long call(int lp, CallWord word) {
        return at(callPage, (long) lp * CALL_WORDS + word.ordinal());
    }
}
