package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.core.addr.Level;

/**
 * The checks of a page-info word.
 *
 * <p>Source: helpers.c, verify_page_info_input() and check_gpa_validity().
 */
final class PageInfo {
    private static final long RESERVED = 0xFF8L | 0xFFFL << 52;

    private PageInfo() {}

    /** True if reserved bits are zero, the level is from lowest to highest, and the GPA is aligned to it. */
    static boolean isWellFormed(long pageInfo, int lowestLevel, int highestLevel) {
        int level = Tdx.levelOf(pageInfo);
        return (pageInfo & RESERVED) == 0
                && level >= lowestLevel
                && level <= highestLevel
                && (Tdx.gfnOf(pageInfo) & Level.pages(level + 1) - 1) == 0;
    }

    /** True if the GPA has no shared bit and nothing above it. */
    static boolean isPrivate(long pageInfo, Gpaw gpaw) {
        return Tdx.gfnOf(pageInfo) < gpaw.directBits();
    }
}
