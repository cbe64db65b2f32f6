package dev.seamstress.core.ept;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.addr.Reach;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;

/**
 * A walk over all entries of one tree in pre-order, down to one level, that can be given up in the middle and begun
 * again at the root.
 *
 * <p>Shape: it stands at an entry, {@code (level, gfn)}, whose value the caller reads. Simplified: it stops at the
 * entries that some gfn of the scenario goes through and passes over the others, which are empty for ever; and the
 * value that the caller has read decides where it goes, so the kernel's second read, before it steps down, is one with
 * the first.
 *
 * <p>Source: tdp_iter.c, tdp_iter_start(), tdp_iter_next(), tdp_iter_restart().
 */
public final class ReachWalk implements Stateful {
    private final TableMap tables;
    private int root;
    private int minLevel;
    private int level;
    private long gfn;
    private long nextLastLevelGfn;
    private long yieldedGfn;
    private boolean isValid;

    /** At the first entry of the root; goes no deeper than {@code minLevel}. */
    public ReachWalk(TableMap tables, int root, int minLevel) {
        this.tables = tables;
        this.root = root;
        begin(minLevel);
    }

    /** Begins anew at the first entry of the root, to go no deeper than {@code level}. Source: tdp_iter_start(). */
    public void begin(int level) {
        minLevel = level;
        nextLastLevelGfn = 0;
        yieldedGfn = 0;
        restart();
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

    /** The gfn that a restart goes for. */
    public long nextLastLevelGfn() {
        return nextLastLevelGfn;
    }

    /** Where the walk was when it was last given up. */
    public long yieldedGfn() {
        return yieldedGfn;
    }

    /** False once the walk is over. */
    public boolean isValid() {
        return isValid;
    }

    /** How deep it goes. */
    public int minLevel() {
        return minLevel;
    }

    /** True if it goes no deeper than here. */
    public boolean isAtMinLevel() {
        return level == minLevel;
    }

    /** Where the entry is stored. */
    public long word() {
        return tables.word(root, level, gfn);
    }

    /** Remembers where it is; others may change everything before {@link #restart}. */
    public void giveUp() {
        yieldedGfn = nextLastLevelGfn;
    }

    /** Begins again, at the root's entry for the gfn that it was at. Source: tdp_iter_restart(). */
    public void restart() {
        level = tables.shape().rootLevel();
        gfn = tables.shape().reach().next(level, Level.base(level, nextLastLevelGfn));
        isValid = gfn != Reach.NONE;
        nextLastLevelGfn = Math.max(nextLastLevelGfn, gfn);
    }

    /** Moves to the next entry; {@code spte} is the value of this one. */
    public void next(long spte) {
        if (!isAtMinLevel() && Spte.isTable(spte, level)) {
            level--;
            gfn = tables.shape().reach().next(level, Math.max(gfn, Level.base(level, nextLastLevelGfn)));
            nextLastLevelGfn = Math.max(nextLastLevelGfn, gfn);
            return;
        }
        while (!tryStepSide()) {
            if (level == tables.shape().rootLevel()) {
                isValid = false;
                return;
            }
            level++;
            gfn = Level.base(level, gfn);
        }
    }

    private boolean tryStepSide() {
        long side = tables.shape().reach().next(level, gfn + Level.pages(level));
        boolean isInTable = side != Reach.NONE
                && (level == tables.shape().rootLevel() || Level.base(level + 1, side) == Level.base(level + 1, gfn));
        if (isInTable) {
            gfn = side;
            nextLastLevelGfn = side;
        }
        return isInTable;
    }

    @Override
    public void fields(Fields f) {
        root = f.count("root", root);
        minLevel = f.count("min level", minLevel);
        level = f.count("level", level);
        gfn = f.word("gfn", gfn);
        nextLastLevelGfn = f.word("next", nextLastLevelGfn);
        yieldedGfn = f.word("yielded", yieldedGfn);
        isValid = f.flag("valid", isValid);
    }
}
