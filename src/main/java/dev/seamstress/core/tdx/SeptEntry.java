package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.ModelBug;

/**
 * The bits of a secure EPT entry, as static functions over the word.
 *
 * <p>Shape: 2:0 RWX, 5:3 memory type, 6 IPAT, 7 leaf, 9 dirty, 11 entry lock, 51:12 HPA, 52 host priority, 53 exported,
 * 54 write-blocked, 55 blocked, 56 pending, 63 suppress #VE, always set.
 *
 * <p>Source: x86_defs.h, ia32e_sept_t; assumed: the state's bit 0 lies in bit 9, its bits 4:1 in 56:53, its bits 6:5 in
 * 7:6, which is the one placement in which the encodings agree with the bits' names.
 */
public final class SeptEntry {
    private static final long RIGHTS = 7;
    private static final long WRITE_BACK = 6L << 3;
    private static final long LEAF = 1L << 7;
    private static final long LOCK = 1L << 11;
    private static final long HPA = ((1L << 40) - 1) << 12;
    private static final long HOST_PRIORITY = 1L << 52;
    private static final long SUPPRESS_VE = 1L << 63;
    private static final long LOCKS = LOCK | HOST_PRIORITY;
    private static final long LEAF_VIEW = RIGHTS | 7L << 3 | 1L << 6 | LEAF | HPA | SUPPRESS_VE;
    private static final long TABLE_VIEW = RIGHTS | LEAF;

    /** An entry never written: FREE, no lock, no host priority. 0x80E0000000000000. */
    public static final long FREE = make(SeptState.FREE, 0);

    private SeptEntry() {}

    /** A new entry, unlocked and without host priority. {@code pfn}: the page or table, zero if FREE. */
    public static long make(SeptState state, long pfn) {
        long encoding = state.encoding();
        long placed = (encoding & 1) << 9 | (encoding >>> 1 & 15) << 53 | (encoding >>> 5 & 3) << 6;
        return SUPPRESS_VE | placed | state.rights() | (state.isLeaf() ? WRITE_BACK : 0) | pfn << 12;
    }

    /** The state. Errors: {@link ModelBug} if the bits encode none of ours. */
    public static SeptState state(long entry) {
        int encoding = (int) (entry >>> 9 & 1 | (entry >>> 53 & 15) << 1 | (entry >>> 6 & 3) << 5);
        SeptState state = SeptState.decode(encoding);
        if (state == null) {
            throw new ModelBug("secure EPT entry 0x" + Long.toHexString(entry) + " has no state we know");
        }
        return state;
    }

    /** True if a walk goes on below the entry or ends at it in a page: it grants rights. */
    public static boolean isPresent(long entry) {
        return (entry & RIGHTS) != 0;
    }

    /** True if the entry points to a page of the guest, present or not; also at 4K. */
    public static boolean isLeaf(long entry) {
        return (entry & LEAF) != 0;
    }

    /** The host page that the entry points to. Of a 2M page that is being accepted, see {@link #page}. */
    public static long pfn(long entry) {
        return (entry & HPA) >>> 12;
    }

    /** The first frame that an entry at this level points to: the progress of an ACCEPT is no part of it. */
    public static long page(long entry, int septLevel) {
        long pfn = pfn(entry);
        return isLeaf(entry) ? Level.base(septLevel + 1, pfn) : pfn;
    }

    /** The level of what the entry points to: that of the entry for a page, zero for a table, which is one frame. */
    public static int pageLevel(long entry, int septLevel) {
        return isLeaf(entry) ? septLevel : 0;
    }

    /** How many 4K chunks of a PENDING 2M page an interrupted ACCEPT has zeroed. Source: accept_counter, bits 20:12. */
    public static int acceptCounter(long entry) {
        return (int) (pfn(entry) - page(entry, 1));
    }

    /** True if a call in flight holds the entry. */
    public static boolean isLocked(long entry) {
        return (entry & LOCK) != 0;
    }

    /** True if a host call was refused here and none has locked the entry since. */
    public static boolean hasHostPriority(long entry) {
        return (entry & HOST_PRIORITY) != 0;
    }

    /** True if two values of an entry are equal but for its lock and host priority. */
    public static boolean differInLocksOnly(long one, long other) {
        return ((one ^ other) & ~LOCKS) == 0;
    }

    static long lock(long entry) {
        return entry | LOCK;
    }

    static long unlock(long entry) {
        return entry & ~LOCK;
    }

    static long withHostPriority(long entry) {
        return entry | HOST_PRIORITY;
    }

    static long withoutHostPriority(long entry) {
        return entry & ~HOST_PRIORITY;
    }

    /**
     * What the host sees of the entry, in RCX: never the lock, host priority, or where a table is.
     *
     * <p>Assumed: it does not see how far an ACCEPT got.
     */
    public static long hostView(long entry, int septLevel) {
        if (state(entry) == SeptState.FREE) {
            return SUPPRESS_VE;
        }
        return isLeaf(entry) ? entry & LEAF_VIEW & ~HPA | page(entry, septLevel) << 12 : entry & TABLE_VIEW;
    }

    /** What the host is told beside it, in RDX: level in bits 2:0, state in bits 15:8. */
    public static long hostDetails(long entry, int septLevel) {
        return septLevel | (long) state(entry).publicNumber() << 8;
    }
}
