package dev.seamstress.sched;

/**
 * The choices that can be made now, sorted by sender, then receiver: the same order in every driver, so that a seed
 * means the same everywhere.
 */
public interface Enabled {
    int count();

    /** The sender of choice {@code index}, 0 to {@code count() - 1}. */
    int from(int index);

    int to(int index);
}
