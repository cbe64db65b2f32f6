package dev.seamstress.core.vm;

/**
 * What userspace has mapped at the host address of a gfn, as a value: which of the gfn's two frames, and with which
 * rights.
 *
 * <p>Shape: bits of a {@code long}; 0 is the first frame, mapped and writable. While the host changes the mapping, from
 * the removal of the old one to the new one, the value is {@link #isChanging}: what a page fault of the host would wait
 * for.
 *
 * <p>Source: the host's page tables and vm_area_struct, as far as get_user_pages() tells. Simplified: a page that was
 * dropped is replaced at once and not at the next touch, as nobody can tell; two frames take turns, so that one that
 * was freed is soon given out again.
 */
public final class Backing {
    private static final long SECOND_FRAME = 1;
    private static final long READONLY = 1 << 1;
    private static final long UNMAPPED = 1 << 2;
    private static final long CHANGING = 1 << 3;

    private Backing() {}

    /** 0 or 1: which frame it is, or was. */
    static int frame(long backing) {
        return (backing & SECOND_FRAME) != 0 ? 1 : 0;
    }

    /** False if nothing is mapped there any more. */
    public static boolean isMapped(long backing) {
        return (backing & UNMAPPED) == 0;
    }

    public static boolean isWritable(long backing) {
        return isMapped(backing) && (backing & READONLY) == 0;
    }

    /** True while the host works on it. */
    public static boolean isChanging(long backing) {
        return (backing & CHANGING) != 0;
    }

    /** The host begins to put another page there. */
    public static long changing(long backing) {
        return backing | CHANGING;
    }

    /** The other frame is there, with the same rights; the change that had begun is over. */
    public static long replaced(long backing) {
        return (backing ^ SECOND_FRAME) & ~CHANGING;
    }

    /** Nothing is there. */
    public static long unmapped(long backing) {
        return backing | UNMAPPED;
    }

    /** It can only be read. */
    public static long readonly(long backing) {
        return backing | READONLY;
    }
}
