package dev.seamstress.explore;

import java.util.Optional;

/**
 * What there is to say of a counterexample, besides that it is one.
 *
 * @param nearest a schedule that passes and parts from the failing one as late as any can; empty if none passes at all,
 *     or if it is not known where it would part
 */
public record Explanation(Finding finding, Doom doom, Optional<NearestPass> nearest, Blame blame) {}
