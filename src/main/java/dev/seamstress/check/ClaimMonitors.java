package dev.seamstress.check;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.world.WorldView;
import java.util.List;

/**
 * What the claims of a scenario remember from step to step, and what they say of the state as it is now.
 *
 * <p>A search that takes steps back also puts this back, and hashes it with the state, so that two states are one only
 * if the same claims can still be broken after them.
 *
 * <p>Requires: {@link #begin} before each step, then all its events.
 */
public final class ClaimMonitors implements Stateful {
    private final List<ResolvedClaim> claims;
    private final OrderMonitor[] orders;
    private final EventCounts counts;
    private final Windows windows;
    private final Evaluator evaluator;

    /** Claims by their place in {@code claims}; {@code world} is what they look at. */
    public ClaimMonitors(List<ResolvedClaim> claims, WorldView world) {
        this.claims = List.copyOf(claims);
        this.orders = new OrderMonitor[claims.size()];
        this.counts = new EventCounts(world);
        this.evaluator = new Evaluator(world, counts);
        boolean hasRest = claims.stream().anyMatch(claim -> claim.scope() == ResolvedClaim.Scope.AT_REST);
        this.windows = hasRest ? new Windows() : null;
        for (int i = 0; i < orders.length; i++) {
            place(i, world);
        }
    }

    private void place(int index, WorldView world) {
        ResolvedClaim claim = claims.get(index);
        if (claim.kind() == Quantifier.ORDER) {
            orders[index] = new OrderMonitor(world, claim.events());
        } else if (claim.kind() == Quantifier.SOMETIMES && claim.condition() instanceof Condition.Seen seen) {
            counts.placeBare(seen.event());
        } else {
            counts.place(claim.condition());
        }
    }

    /** A step begins. */
    public void begin() {
        for (OrderMonitor order : orders) {
            if (order != null) {
                order.begin();
            }
        }
    }

    /** Takes an event of the step. */
    public void event(int actor, Event event, long a, long b, long c, long d) {
        counts.event(actor, event, a, b, c, d);
        if (windows != null) {
            windows.event(actor, event, a, b, c, d);
        }
        for (OrderMonitor order : orders) {
            if (order != null) {
                order.event(actor, event, a, b, c, d);
            }
        }
    }

    /** True if the step, or the state that it led to, breaks an {@code always}, {@code never} or {@code order}. */
    public boolean isBroken(int claim) {
        return switch (claims.get(claim).kind()) {
            case ALWAYS -> isLookedAt(claim) && !holds(claim);
            case NEVER -> isLookedAt(claim) && holds(claim);
            case ORDER -> orders[claim].isBroken();
            case SOMETIMES, FINALLY -> false;
        };
    }

    /** True if the state is the witness of a {@code sometimes}. */
    public boolean isWitnessed(int claim) {
        return claims.get(claim).kind() == Quantifier.SOMETIMES && holds(claim);
    }

    /** True if the state, a final one, breaks a {@code finally}. */
    public boolean isBrokenAtTheEnd(int claim) {
        return claims.get(claim).kind() == Quantifier.FINALLY && !holds(claim);
    }

    private boolean isLookedAt(int claim) {
        return claims.get(claim).scope() == ResolvedClaim.Scope.EVERYWHERE
                || windows.isAtRest(claims.get(claim).gfns());
    }

    private boolean holds(int claim) {
        return evaluator.holds(claims.get(claim).condition());
    }

    @Override
    public void fields(Fields f) {
        counts.fields(f);
        if (windows != null) {
            windows.fields(f);
        }
        for (OrderMonitor order : orders) {
            if (order != null) {
                order.fields(f);
            }
        }
    }
}
