package dev.seamstress.explore;

/**
 * How walks are made.
 *
 * @param schedules how many
 * @param seed walk {@code n} of a seed is always the same
 * @param workers how many threads walk; what comes out does not depend on it
 */
public record Walking(long schedules, long seed, int workers) {
    /** A walk that is longer is cut. */
    public static final int DEPTH_MAX = 100_000;

    public static final Walking DEFAULT = new Walking(20_000, 1, 1);
}
