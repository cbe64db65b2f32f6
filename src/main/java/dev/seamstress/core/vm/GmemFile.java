package dev.seamstress.core.vm;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.WordClass;

/**
 * The guest_memfd file of a VM: one word that says whether userspace still has its descriptor, how many calls hold the
 * file meanwhile, and whether it is gone.
 *
 * <p>Shape: {@link #OPEN}, {@link #CLOSED} or {@link #GONE} in bits 1:0; the number of holders in bits 15:8; above it
 * one more than the id of the machine that waits for it to be gone. Without a descriptor and a holder the file is
 * dying: nobody gets a reference to it, though its pages and what slots point to it go later.
 *
 * <p>Source: virt/kvm/guest_memfd.c, kvm_gmem_get_file(), get_file_active(); fs/file.c, fdget(); fs/file_table.c,
 * fput(). Simplified: all slots are bound to one file, each at the offset that is its first gfn; of the references that
 * a call takes for its own time only those of holes are counted, and only where memslots change too, so any other close
 * takes effect before the call or after it.
 */
public final class GmemFile {
    public static final long OPEN = 0;
    public static final long CLOSED = 1;
    public static final long GONE = 2;

    /** What one holder adds to the word. */
    public static final long HOLDER = 1 << 8;

    private static final long STATE = 3;
    private static final long HOLDERS = 0xff00;
    private static final int WAITER_SHIFT = 32;

    private final int page;

    /** Adds the word to {@code map}. */
    public GmemFile(MemoryMap map) {
        page = map.add(WordClass.lockless("gmem.file", OPEN), 1);
    }

    /** Whether it is open, and who has it. */
    public long state() {
        return MemoryMap.word(page, 0);
    }

    /** True if userspace has the descriptor. */
    public static boolean isOpen(long state) {
        return (state & STATE) == OPEN;
    }

    /** True if who knows the file can get a reference to it. Source: get_file_active(). */
    public static boolean isActive(long state) {
        return isOpen(state) || (state & HOLDERS) != 0;
    }

    /** True if it has been released, and so keeps the VM no more. */
    public static boolean isGone(long state) {
        return (state & STATE) == GONE;
    }

    /** The same without the descriptor. */
    public static long closed(long state) {
        return state | CLOSED;
    }

    /** The same, and {@code machine} waits for it to be gone. */
    public static long waiting(long state, int machine) {
        return state | machine + 1L << WAITER_SHIFT;
    }

    /** The machine that waits, or -1. */
    public static int waiter(long state) {
        return (int) (state >>> WAITER_SHIFT) - 1;
    }

    /** Declares that nobody closes it. */
    public void freeze(MemoryMap map) {
        map.freeze(page);
    }

    /** What who waits is told. */
    public enum Over implements Message {
        /** It is gone. */
        OVER;

        private final long content = Mix.tag("GmemFile." + name());

        @Override
        public long content() {
            return content;
        }
    }
}
