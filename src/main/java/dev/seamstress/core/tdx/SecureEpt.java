package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Fx;

/** The module's own walk of the secure EPT. */
final class SecureEpt {
    private SecureEpt() {}

    /** Leaves no entry of any table. */
    static void clear(TdxMemory memory, Fx fx) {
        for (int table = 0; table < memory.shape().tables(); table++) {
            int level = Level.toSept(memory.shape().level(table));
            for (int i = 0; i < SeptTable.ENTRIES; i++) {
                long word = SeptTable.word(memory, level, memory.shape().base(table), i);
                if (fx.own(word) != SeptEntry.FREE) {
                    fx.own(word, SeptEntry.FREE);
                }
            }
        }
    }

    /**
     * Walks from the root towards the entry at {@code targetLevel} that covers {@code gfn}.
     *
     * <p>Shape: returns the level where the walk stopped: the target, whatever the entry there is, or a higher one
     * whose entry grants no rights or is a leaf. Entry locks do not matter to it.
     *
     * <p>Requires: {@code gfn} is private and inside the GPAW, so that the root has an entry for it alone.
     *
     * <p>Source: sept_manager.c, secure_ept_walk().
     */
    static int walk(TdxMemory memory, Fx fx, long gfn, int targetLevel) {
        int level = memory.rootSeptLevel();
        while (level > targetLevel) {
            long entry = fx.own(memory.entry(level, gfn));
            if (!SeptEntry.isPresent(entry) || SeptEntry.isLeaf(entry)) {
                return level;
            }
            level--;
        }
        return level;
    }
}
