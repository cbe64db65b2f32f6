package dev.seamstress.check;

import dev.seamstress.core.machine.Event;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.world.WorldView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Follows one run and tells how each claim of its scenario came out.
 *
 * <p>{@code always} and {@code never} are looked at before the first step and after each; a {@code sometimes} too,
 * until it is seen; {@code finally} at the end, if the run came to one.
 */
public final class ClaimChecker {
    private static final int OPEN = Integer.MIN_VALUE;

    private final List<ResolvedClaim> claims;
    private final ClaimMonitors monitors;
    /** In which step each was broken or seen, {@link #OPEN} if in none yet. */
    private final int[] decided;

    private boolean isEnded;

    public ClaimChecker(List<ResolvedClaim> claims, WorldView world) {
        this.claims = List.copyOf(claims);
        this.monitors = new ClaimMonitors(claims, world);
        this.decided = new int[claims.size()];
        Arrays.fill(decided, OPEN);
        stepped(-1);
    }

    /** Takes an event of the step under way. */
    public void event(int actor, Event event, long a, long b, long c, long d) {
        monitors.event(actor, event, a, b, c, d);
    }

    /** Looks at the state after step {@code step}. */
    public void stepped(int step) {
        for (int i = 0; i < decided.length; i++) {
            if (decided[i] == OPEN && (monitors.isBroken(i) || monitors.isWitnessed(i))) {
                decided[i] = step;
            }
        }
        monitors.begin();
    }

    /** The run has come to a final state after step {@code lastStep}: no message is in flight. */
    public void ended(int lastStep) {
        isEnded = true;
        for (int i = 0; i < decided.length; i++) {
            if (decided[i] == OPEN && monitors.isBrokenAtTheEnd(i)) {
                decided[i] = lastStep;
            }
        }
    }

    /** How the claims came out, in file order. */
    public List<ClaimOutcome> outcomes() {
        List<ClaimOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < decided.length; i++) {
            ResolvedClaim claim = claims.get(i);
            int step = decided[i] == OPEN ? -1 : Math.max(decided[i], 0);
            outcomes.add(new ClaimOutcome(claim.name(), claim.text(), kind(claim, decided[i] == OPEN), step));
        }
        return outcomes;
    }

    private ClaimOutcome.Kind kind(ResolvedClaim claim, boolean isOpen) {
        if (claim.kind() == Quantifier.SOMETIMES) {
            return isOpen ? ClaimOutcome.Kind.NOT_SEEN : ClaimOutcome.Kind.SEEN;
        } else if (claim.kind() == Quantifier.FINALLY && !isEnded) {
            return ClaimOutcome.Kind.NOT_REACHED;
        }
        return isOpen ? ClaimOutcome.Kind.HELD : ClaimOutcome.Kind.BROKEN;
    }
}
