package dev.seamstress.load.job;

/** How much memory a job takes, before it is built. An upper bound, a few percent above what is needed. */
public final class MemoryNeed {
    /** A word in the mirror, in the secure EPT and in the PAMT. */
    private static final long MAPPED = 3 * Long.BYTES;

    /** What zaps and conversions add: BEPOCH, attribute, host page. */
    private static final long ZAPPED = 3 * Long.BYTES;

    /** Where each word is, for 18 words a page, 512 to an array. */
    private static final long PLACES = 2;

    private static final long CHANNEL = Long.BYTES;
    private static final long FIXED = 64L << 20;

    private MemoryNeed() {}

    /** How much of a heap replications may take. */
    public static long usable(long heapBytes) {
        return heapBytes / 10 * 8;
    }

    /** What a replication takes, in bytes. */
    public static long bytes(Job job) {
        long page = MAPPED + PLACES + (job.hasZaps() ? ZAPPED : 0);
        long machines =
                (long) job.vm().tds() * (job.vm().vcpus() + job.background().size() + 4);
        return job.vm().tds() * job.vm().pages() * page + machines * machines * CHANNEL + FIXED;
    }
}
