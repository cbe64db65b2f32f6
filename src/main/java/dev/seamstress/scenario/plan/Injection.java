package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.words.Leaf;
import dev.seamstress.scenario.words.Outcome;
import dev.seamstress.scenario.words.When;

/**
 * Calls of a leaf that fail without effect.
 *
 * <p>Shape: {@code column} and {@code range} may be null, which is any; {@code nth} counts from 1 and is 1 for ONCE, 0
 * for ANY and EVERY.
 */
public record Injection(Outcome outcome, ColumnId column, Leaf leaf, GfnRange range, When when, long nth) {}
