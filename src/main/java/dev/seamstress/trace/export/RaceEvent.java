package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Event;

/**
 * An event as a race diagram sees it: {@code thread} is the thread of the scenario on whose behalf it happened, where
 * an owner, mmu or tdx, did it.
 */
record RaceEvent(int thread, Event event, long a, long b, long c, long d) {}
