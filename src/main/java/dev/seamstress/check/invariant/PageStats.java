package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;

/**
 * By how much the kernel's count of mapped pages differs from the pages that are mapped.
 *
 * <p>Shape: a number a level, all in one word, 16 bits each. A number is 0 but while a thread has stored an entry and
 * not counted it yet, or the other way round: what a thread is about to do tells, so the word adds no state of its own
 * until something is miscounted. No thread does two at a time; once more than there are threads are off, the number
 * stays as it is.
 *
 * <p>Source: kvm_update_page_stats(), which handle_changed_spte() calls where it traces.
 */
final class PageStats implements Stateful {
    private static final int BITS = 16;

    private final int bound;
    private long off;

    PageStats(int threads) {
        this.bound = threads + 1;
    }

    /** An entry at {@code level} has changed. */
    void stored(int level, long old, long next) {
        add(level, leaf(old, level) - leaf(next, level));
    }

    /** The kernel has counted the change of an entry at {@code level}. */
    void counted(int level, long old, long next) {
        add(level, leaf(next, level) - leaf(old, level));
    }

    private void add(int level, int difference) {
        if (difference != 0 && Math.abs(off(level)) < bound) {
            int shift = BITS * (level - 1);
            long mask = (1L << BITS) - 1;
            off = off & ~(mask << shift) | (off(level) + difference & mask) << shift;
        }
    }

    private static int leaf(long spte, int level) {
        return Spte.isLeaf(spte, level) ? 1 : 0;
    }

    /** How many pages more are counted at {@code level} than are mapped; negative if fewer. */
    int off(int level) {
        return level > Level.PG_1G ? 0 : (short) (off >> BITS * (level - 1));
    }

    void reset() {
        off = 0;
    }

    @Override
    public void fields(Fields f) {
        off = f.word("pages miscounted", off);
    }
}
