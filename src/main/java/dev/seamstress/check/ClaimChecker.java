package dev.seamstress.check;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Event;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.world.WorldView;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows one run and tells how each claim of its scenario came out.
 *
 * <p>{@code always} and {@code never} are looked at before the first step and after each; a {@code sometimes} too,
 * until it is seen; {@code finally} at the end, if the run came to one.
 */
public final class ClaimChecker {
    private final List<Claim> claims = new ArrayList<>();
    private final EventCounts counts;
    private final Windows windows = new Windows();
    private final Evaluator evaluator;
    private boolean isEnded;

    public ClaimChecker(List<ResolvedClaim> claims, WorldView world) {
        this.counts = new EventCounts(world);
        this.evaluator = new Evaluator(world, counts);
        for (ResolvedClaim claim : claims) {
            this.claims.add(new Claim(claim, world));
        }
        look(-1);
    }

    /** One claim and what is known of it. */
    private final class Claim {
        private final ResolvedClaim claim;
        private final OrderMonitor order;
        private final List<GfnRange> gfns;
        private int step = NONE;

        private static final int NONE = Integer.MIN_VALUE;

        Claim(ResolvedClaim claim, WorldView world) {
            this.claim = claim;
            if (claim.kind() == Quantifier.ORDER) {
                this.order = new OrderMonitor(world, claim.events());
                this.gfns = List.of();
            } else {
                for (EventPattern event : claim.counted()) {
                    counts.place(event);
                }
                this.order = null;
                this.gfns = claim.gfns();
            }
        }

        boolean isOpen() {
            return step == NONE;
        }

        void look(int now) {
            if (isOpen() && isDecided()) {
                step = now;
            }
        }

        /** True if this state breaks the claim or, for a {@code sometimes}, is its witness. */
        private boolean isDecided() {
            if (claim.scope() == ResolvedClaim.Scope.AT_REST && !windows.isAtRest(gfns)) {
                return false;
            }
            return switch (claim.kind()) {
                case ALWAYS -> !evaluator.holds(claim.condition());
                case NEVER, SOMETIMES -> evaluator.holds(claim.condition());
                case FINALLY -> isEnded && !evaluator.holds(claim.condition());
                case ORDER -> false;
            };
        }

        void event(int now, int actor, Event event, long a, long b, long c, long d) {
            if (order != null && !order.event(actor, event, a, b, c, d) && isOpen()) {
                step = now;
            }
        }

        ClaimOutcome outcome() {
            ClaimOutcome.Kind kind;
            if (claim.kind() == Quantifier.SOMETIMES) {
                kind = isOpen() ? ClaimOutcome.Kind.NOT_SEEN : ClaimOutcome.Kind.SEEN;
            } else if (claim.kind() == Quantifier.FINALLY && !isEnded) {
                kind = ClaimOutcome.Kind.NOT_REACHED;
            } else {
                kind = isOpen() ? ClaimOutcome.Kind.HELD : ClaimOutcome.Kind.BROKEN;
            }
            return new ClaimOutcome(claim.name(), claim.text(), kind, isOpen() ? -1 : Math.max(step, 0));
        }
    }

    private void look(int step) {
        for (Claim claim : claims) {
            claim.look(step);
        }
    }

    /** Takes an event of step {@code step}. */
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        counts.event(actor, event, a, b, c, d);
        windows.event(actor, event, a, b, c, d);
        for (Claim claim : claims) {
            claim.event(step, actor, event, a, b, c, d);
        }
    }

    /** Looks at the state after step {@code step}. */
    public void stepped(int step) {
        look(step);
    }

    /** The run has come to a final state after step {@code lastStep}: no message is in flight. */
    public void ended(int lastStep) {
        isEnded = true;
        look(lastStep);
    }

    /** How the claims came out, in file order. */
    public List<ClaimOutcome> outcomes() {
        return claims.stream().map(Claim::outcome).toList();
    }
}
