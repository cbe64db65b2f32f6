package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.words.StateTerm;

/**
 * A thing of the state with its arguments.
 *
 * <p>Shape: which parts count, the term's {@link StateTerm#shape} says; {@code range} is null where it takes no gfn,
 * {@code level} is PG_4K unless given, {@code number} is that of the vCPU or slot, else 0, {@code tree} is MIRROR or
 * DIRECT for {@code refs} and {@code #roots}, PAMT for {@code refs(pamt,x)}, else null.
 */
public record StateRef(StateTerm term, GfnRange range, int level, int number, StateTerm tree) {}
