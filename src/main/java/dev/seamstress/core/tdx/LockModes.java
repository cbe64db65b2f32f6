package dev.seamstress.core.tdx;

import dev.seamstress.core.model.LockMode;
import dev.seamstress.core.model.ModuleVariant;

/**
 * A module's table of locks, by number: how each leaf takes each lock.
 *
 * <p>Source: {@link dev.seamstress.core.model.LockTable}.
 */
final class LockModes {
    private static final int LOCKS = ModuleLock.values().length;

    private final LockMode[] modes = new LockMode[Leaf.values().length * LOCKS];

    LockModes(ModuleVariant variant) {
        for (Leaf leaf : Leaf.values()) {
            for (ModuleLock lock : ModuleLock.values()) {
                modes[leaf.ordinal() * LOCKS + lock.ordinal()] = variant.mode(leaf.word(), lock.column());
            }
        }
    }

    /** How the leaf takes the lock. */
    LockMode mode(Leaf leaf, ModuleLock lock) {
        return modes[leaf.ordinal() * LOCKS + lock.ordinal()];
    }

    /** True if a leaf that works on an entry has been told to take no lock of it, nor has the TD for itself. */
    boolean isEntryLeftOpen(Leaf leaf) {
        return mode(leaf, ModuleLock.SEPT_ENTRY) == LockMode.NONE && mode(leaf, ModuleLock.TDR) != LockMode.EXCLUSIVE;
    }
}
