package dev.seamstress.core.ept;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;

/**
 * A walk over the entries of one tree, in pre-order: an entry, then the table it points to.
 *
 * <p>Shape: it stands at an entry, {@code (level, gfn)}, whose value the caller reads at {@link #word}; moving on needs
 * the entry's value read once more, as it may have changed since. Reads are the caller's, because each is a point where
 * others may run. A walk of a direct root ends, by its caller's bound, before the shared bit.
 *
 * <p>Source: tdp_iter.c; simplified: a table page is found by its place, so no path of pages is kept.
 */
public final class TdpIter implements Stateful {
    private final TableMap tables;
    private int root;
    private int minLevel;
    private int level;
    private long gfn;
    private long nextLastLevelGfn;
    private boolean isValid;

    /**
     * At the root's entry for {@code nextLastLevelGfn}; goes no deeper than {@code minLevel}. Source: tdp_iter_start().
     */
    public TdpIter(TableMap tables, int root, int minLevel, long nextLastLevelGfn) {
        this.tables = tables;
        this.root = root;
        this.minLevel = minLevel;
        this.nextLastLevelGfn = nextLastLevelGfn;
        long bits = tables.gfnBits(root);
        this.isValid = bits == 0 || nextLastLevelGfn < bits;
        this.level = tables.shape().rootLevel();
        this.gfn = Level.base(level, nextLastLevelGfn);
    }

    /** The root slot of the tree. */
    public int root() {
        return root;
    }

    /** The level of the table that contains the entry. */
    public int level() {
        return level;
    }

    /** The first gfn that the entry covers. */
    public long gfn() {
        return gfn;
    }

    /** False once the walk is over. */
    public boolean isValid() {
        return isValid;
    }

    /** The first gfn of which no entry has been passed. */
    public long nextLastLevelGfn() {
        return nextLastLevelGfn;
    }

    /** Begins again at the root, with the gfn that it was at. Source: tdp_iter_restart(). */
    public void restart() {
        level = tables.shape().rootLevel();
        gfn = Level.base(level, nextLastLevelGfn);
    }

    /** Where the entry is stored. */
    public long word() {
        return tables.word(root, level, gfn);
    }

    /**
     * Moves to the next entry. Source: tdp_iter_next().
     *
     * @param reread the entry's value, read again
     */
    public void next(long reread) {
        if (tryStepDown(reread)) {
            return;
        }
        do {
            if (tryStepSide()) {
                return;
            }
        } while (tryStepUp());
        isValid = false;
    }

    /** Goes into the table that the entry points to; false if it points to none. Source: try_step_down(). */
    public boolean tryStepDown(long reread) {
        if (level == minLevel || !Spte.isTable(reread, level)) {
            return false;
        }
        stepDown();
        return true;
    }

    /** Goes into the table that the entry points to. Requires: it points to one, and cannot have changed. */
    public void stepDown() {
        level--;
        gfn = Level.base(level, nextLastLevelGfn);
    }

    private boolean tryStepSide() {
        if (Level.index(level, gfn | tables.gfnBits(root)) == 511) {
            return false;
        }
        gfn += Level.pages(level);
        nextLastLevelGfn = gfn;
        return true;
    }

    private boolean tryStepUp() {
        if (level == tables.shape().rootLevel()) {
            return false;
        }
        level++;
        gfn = Level.base(level, gfn);
        return true;
    }

    @Override
    public void fields(Fields f) {
        root = f.count("root", root);
        minLevel = f.count("min level", minLevel);
        level = f.count("level", level);
        gfn = f.word("gfn", gfn);
        nextLastLevelGfn = f.word("next", nextLastLevelGfn);
        isValid = f.flag("valid", isValid);
    }
}
