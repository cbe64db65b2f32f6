package dev.seamstress.explore;

import java.util.Optional;

/**
 * How far back one has to go from where a schedule fails, to come to one that passes.
 *
 * @param nearest a schedule that passes and parts from the failing one as late as any can; empty if none passes at all,
 *     or if it is not known where it would part
 */
public record WayBack(Doom doom, Optional<NearestPass> nearest) {}
