package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.words.EventKind;
import dev.seamstress.scenario.words.Leaf;
import dev.seamstress.scenario.words.RetryWhy;

/**
 * Which events are meant. A part that is null matches anything.
 *
 * <p>Shape: {@code column} is the thread it happened in; {@code leaf} is set for kinds LEAF and BUSY and null
 * otherwise; {@code why} and {@code by} are null except, perhaps, for RETRY and for BUSY; {@code range} matches an
 * event about at least one of its gfns.
 */
public record EventPattern(ColumnId column, EventKind kind, Leaf leaf, RetryWhy why, GfnRange range, By by) {
    /** Who was in the way of a refused call: the leaf that held the lock, or the column; the other is null. */
    public record By(Leaf leaf, ColumnId column) {}
}
