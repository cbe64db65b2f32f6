package dev.seamstress.decode;

import dev.seamstress.core.addr.Level;

/** The level of a secure EPT entry as people call it, be it one that there is or not. */
final class SeptLevel {
    private static final int HIGHEST = 4;

    private SeptLevel() {}

    /** True of levels that tables can have, the module's: from zero. */
    static boolean exists(long level) {
        return level <= HIGHEST;
    }

    /** {@code 2M}, or {@code level 7}. */
    static String name(int level) {
        return exists(level) ? Level.name(level + 1) : "level " + level;
    }

    /** {@code level 2M}, or {@code level 7}. */
    static String text(int level) {
        return exists(level) ? "level " + Level.name(level + 1) : name(level);
    }

    /** What the field in bits 2:0 means. */
    static String meaning(int level) {
        return exists(level) ? name(level) + "; KVM calls it " + (level + 1) : "no such level";
    }
}
