package dev.seamstress.core.addr;

/**
 * The level of a page table, counted as KVM does: a 4K table has level 1, and so has an entry in it.
 *
 * <p>Shape: constants, not an enum, because a level is stored in walks and words as an {@code int}. The TDX module
 * counts from zero; {@link #toSept} converts.
 *
 * <p>Source: arch/x86/include/asm/pgtable_types.h, enum pg_level; tdx.c, pg_level_to_tdx_sept_level().
 */
public final class Level {
    public static final int PG_4K = 1;
    public static final int PG_2M = 2;
    public static final int PG_1G = 3;
    public static final int PG_512G = 4;
    public static final int PG_256T = 5;

    /** Index bits of one level: a table has 512 entries. */
    public static final int INDEX_BITS = 9;

    private Level() {}

    /** The number of 4K pages that one entry at {@code level} covers. */
    public static long pages(int level) {
        return 1L << shift(level);
    }

    /** The number of gfn bits below an entry at {@code level}: 0, 9, 18, … */
    public static int shift(int level) {
        return (level - 1) * INDEX_BITS;
    }

    /** The first gfn that the entry at {@code level} which covers {@code gfn} covers. */
    public static long base(int level, long gfn) {
        return gfn >>> shift(level) << shift(level);
    }

    /** How many pages {@code gfn} lies behind {@link #base}. */
    public static long offset(int level, long gfn) {
        return gfn & pages(level) - 1;
    }

    /** The index, 0 to 511, of {@code gfn} in the table whose entries are at {@code level}. */
    public static int index(int level, long gfn) {
        return (int) (gfn >>> shift(level)) & 511;
    }

    /** The level as the TDX module counts it, from zero. */
    public static int toSept(int level) {
        return level - 1;
    }

    /** The level as people write it: {@code 4K}, {@code 2M}, {@code 1G}, {@code 512G}, {@code 256T}. */
    public static String name(int level) {
        return switch (level) {
            case PG_4K -> "4K";
            case PG_2M -> "2M";
            case PG_1G -> "1G";
            case PG_512G -> "512G";
            case PG_256T -> "256T";
            default -> "level" + level;
        };
    }
}
