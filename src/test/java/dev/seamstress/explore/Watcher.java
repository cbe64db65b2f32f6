package dev.seamstress.explore;

import dev.seamstress.check.ClaimChecker;
import dev.seamstress.check.ClaimOutcome;
import dev.seamstress.check.Deadlock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.engine.Engine;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.util.List;
import java.util.Optional;

/**
 * Looks at every state and every transition of a search, and tells where a claim of the scenario is broken.
 *
 * <p>Shape: {@code always} and {@code never} in every state, {@code finally} in final ones, less what they say of
 * events; {@code sometimes} over all.
 */
final class Watcher implements PlainSearch.Inspector, TraceSink {
    private final World world;
    private WorldView view;
    private ClaimChecker sometimes;
    private boolean isBugged;

    Watcher(World world) {
        this.world = world;
    }

    /** True if a KVM_BUG_ON has fired on any schedule. */
    boolean isBugged() {
        return isBugged;
    }

    /** Searches everything. */
    PlainSearch.Result search() {
        return new PlainSearch(world.assembly(), this, Integer.MAX_VALUE).search();
    }

    @Override
    public String offence(Engine engine, boolean isFinal) {
        if (view == null) {
            view = world.view(engine.memory());
            sometimes = new ClaimChecker(claims(Quantifier.SOMETIMES), view);
            engine.setSink(this);
        }
        sometimes.stepped(engine.steps());
        String now = broken(new ClaimChecker(stateClaims(), view));
        return now == null && isFinal ? offenceAtTheEnd() : now;
    }

    private List<ResolvedClaim> stateClaims() {
        return world.scenario().claims().stream()
                .filter(claim -> claim.kind() == Quantifier.ALWAYS || claim.kind() == Quantifier.NEVER)
                .filter(claim -> Conditions.isOfAState(claim.condition()))
                .toList();
    }

    private String offenceAtTheEnd() {
        Optional<ColumnId> stuck = Deadlock.stuck(world.scenario(), view);
        if (stuck.isPresent()) {
            return "deadlock: " + stuck.get().name() + " is neither done nor stopped";
        }
        List<ResolvedClaim> ends = claims(Quantifier.FINALLY).stream()
                .map(Conditions::withoutHistory)
                .toList();
        ClaimChecker checker = new ClaimChecker(ends, view);
        checker.ended(0);
        return broken(checker);
    }

    private static String broken(ClaimChecker checker) {
        return checker.outcomes().stream()
                .filter(claim -> claim.kind() == ClaimOutcome.Kind.BROKEN)
                .map(claim -> claim.name() + " " + claim.verdict() + " " + claim.text())
                .findFirst()
                .orElse(null);
    }

    private List<ResolvedClaim> claims(Quantifier kind) {
        return world.scenario().claims().stream()
                .filter(claim -> claim.kind() == kind)
                .toList();
    }

    /** How each {@code sometimes} came out. */
    List<ClaimOutcome> witnesses() {
        sometimes.stepped(0);
        return sometimes.outcomes();
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {}

    /** Every transition comes by here, so a bare {@code seen} has a witness if any schedule has the event. */
    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        sometimes.event(actor, event, a, b, c, d);
        isBugged |= event == Event.BUG_ON;
    }
}
