package dev.seamstress.explore;

import dev.seamstress.check.ClaimMonitors;
import dev.seamstress.check.Deadlock;
import dev.seamstress.check.KvmBugs;
import dev.seamstress.check.Offence;
import dev.seamstress.check.invariant.InvariantChecker;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Step;
import dev.seamstress.engine.Engine;
import dev.seamstress.engine.Exchanges;
import dev.seamstress.engine.KnownSteps;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Tells of each step of an engine what it broke: KVM_BUG_ON, invariants, claims; and of a final state, whether it may
 * be one.
 *
 * <p>What the rules remember from step to step is a companion of the engine ({@link Engine#keep}), so it is taken back
 * with each step and belongs to the state. What is kept here is of the last step alone, or, like a witness, of the
 * whole search.
 */
final class Judge implements Subject, TraceSink {
    private final World world;
    private final Engine engine;
    private final WorldView view;
    private final List<ResolvedClaim> claims;
    private final ClaimMonitors monitors;
    private final InvariantChecker invariants;
    private final Announced announced;
    private final KvmBugs bugs;
    private final int[] orders;
    private final int[] bareWitnesses;
    private final int[] stateWitnesses;
    private final boolean[] isWitnessed;
    private boolean isBugged;
    private boolean isOperationEnded;
    private String unannounced;
    private final Outcomes outcomes = new Outcomes();
    private final Coverage coverage = new Coverage();
    private TraceSink listener = TraceSink.NONE;

    /** Judges {@code engine}, which runs {@code world} and has not stepped yet. */
    Judge(World world, Engine engine) {
        this.world = world;
        this.engine = engine;
        this.view = world.view(engine.memory(), engine::machine);
        this.claims = world.scenario().claims();
        this.monitors = new ClaimMonitors(claims, view);
        this.invariants = new InvariantChecker(world, engine.memory(), engine::machine);
        this.announced = new Announced(world.scenario());
        this.bugs = new KvmBugs(world.scenario());
        this.isWitnessed = new boolean[claims.size()];
        this.orders = claimsThat(claim -> claim.kind() == Quantifier.ORDER);
        this.bareWitnesses = claimsThat(Judge::isBareWitness);
        this.stateWitnesses = claimsThat(claim -> claim.kind() == Quantifier.SOMETIMES && !isBareWitness(claim));
        engine.keep(List.of(monitors, invariants.monitors()));
        engine.setSink(this);
    }

    private int[] claimsThat(Predicate<ResolvedClaim> are) {
        return IntStream.range(0, claims.size())
                .filter(i -> are.test(claims.get(i)))
                .toArray();
    }

    /** What it asks for belongs to no state, so it is looked for in each step. */
    private static boolean isBareWitness(ResolvedClaim claim) {
        return claim.kind() == Quantifier.SOMETIMES && claim.condition() instanceof Condition.Seen;
    }

    /** An engine of its own for {@code world}, judged, which can take steps back. */
    static Judge of(World world) {
        return new Judge(world, new Engine(world.assembly(), true));
    }

    /** As {@link #of}, but states that differ by an exchange of vCPUs are one, if {@code world} has such vCPUs. */
    static Judge merging(World world) {
        Engine engine = new Engine(world.assembly(), true);
        world.symmetry().blocks().ifPresent(engine::merge);
        return new Judge(world, engine);
    }

    /** One that cannot, for walks. */
    static Judge forWalks(World world) {
        return new Judge(world, new Engine(world.assembly(), false));
    }

    /** Has everything that is told told to {@code next} also. */
    void setListener(TraceSink next) {
        listener = next;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public KnownSteps knownSteps() {
        return listener == TraceSink.NONE ? engine.knownSteps() : null;
    }

    World world() {
        return world;
    }

    WorldView view() {
        return view;
    }

    /** Makes a step; afterwards the questions below are about it. */
    @Override
    public void step(int channel) {
        monitors.begin();
        isBugged = false;
        isOperationEnded = false;
        unannounced = null;
        engine.step(channel);
        witness(bareWitnesses);
    }

    /** Back to the first state, with nothing of the last step remembered. */
    void reset() {
        engine.reset();
        monitors.begin();
        isBugged = false;
        isOperationEnded = false;
        unannounced = null;
    }

    private void witness(int[] among) {
        for (int claim : among) {
            isWitnessed[claim] = isWitnessed[claim] || monitors.isWitnessed(claim);
        }
    }

    /**
     * What the last step broke that its state alone would not show, or null. Of several rules the first counts:
     * KVM_BUG_ON, invariants by number, claims in file order.
     */
    @Override
    public Rule brokenByStep() {
        if (isBugged) {
            return new Rule(Rule.BUG_ON, Rule.Kind.BUG_ON, "a KVM_BUG_ON fired");
        }
        if (invariants.isBroken()) {
            Offence first = invariants.offences(engine.steps() - 1).get(0);
            return new Rule(first.invariant(), Rule.Kind.INVARIANT, first.text());
        }
        for (int order : orders) {
            if (monitors.isBroken(order)) {
                return firstBrokenClaim(); // one about states that is broken too comes first if it stands first
            }
        }
        return unannounced == null ? null : new Rule(Rule.RESULTS, Rule.Kind.CLAIM, unannounced);
    }

    private Rule firstBrokenClaim() {
        for (int i = 0; i < isWitnessed.length; i++) {
            if (monitors.isBroken(i)) {
                return claim(i);
            }
        }
        return null;
    }

    private Rule claim(int index) {
        return new Rule(
                claims.get(index).name(), Rule.Kind.CLAIM, claims.get(index).text());
    }

    /**
     * What the state breaks, or null: equal states break the same, and witness the same, so a search asks once for
     * each.
     */
    @Override
    public Rule brokenByState() {
        engine.syncCompanions();
        witness(stateWitnesses);
        Rule broken = firstBrokenClaim();
        return broken == null && engine.isQuiet() ? brokenAtTheEnd() : broken;
    }

    private Rule brokenAtTheEnd() {
        Optional<ColumnId> stuck = Deadlock.stuck(world.scenario(), view);
        if (stuck.isPresent()) {
            String text = stuck.get().name() + " is neither done nor stopped, and nothing can happen any more";
            return new Rule(Rule.DEADLOCK, Rule.Kind.DEADLOCK, text);
        }
        for (int i = 0; i < isWitnessed.length; i++) {
            if (monitors.isBrokenAtTheEnd(i)) {
                return claim(i);
            }
        }
        return null;
    }

    /** True if an operation of the script ended in the last step. */
    @Override
    public boolean isProgress() {
        return isOperationEnded;
    }

    @Override
    public void atTheEnd() {
        Optional<Exchanges> exchanges = engine.exchanges();
        if (exchanges.isPresent()) {
            outcomes.add(world.scenario(), view, exchanges.get());
        } else {
            outcomes.add(world.scenario(), view);
        }
    }

    /** What the steps went through, taken back or not. */
    Coverage coverage() {
        return coverage;
    }

    /** How the final states came out. */
    Outcomes outcomes() {
        return outcomes;
    }

    /** True if a {@code sometimes} has been witnessed by any step so far, taken back or not. */
    boolean isWitnessed(int claim) {
        return isWitnessed[claim];
    }

    /** What this judge has seen witnessed, and what {@code others} have, which may be null. */
    boolean[] witnessesWith(boolean[] others) {
        boolean[] all = isWitnessed.clone();
        for (int i = 0; others != null && i < all.length; i++) {
            all[i] |= others[i];
        }
        return all;
    }

    @Override
    public boolean wantsStores() {
        return true;
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        invariants.delivered(step, from, to, message);
        coverage.took(engine.machine(to), message);
        listener.delivered(step, from, to, message);
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        invariants.sent(step, from, to, message);
        listener.sent(step, from, to, message);
    }

    @Override
    public void stored(int step, int actor, long word, long old, long next) {
        invariants.stored(step, actor, word, old, next);
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        invariants.event(step, actor, event, a, b, c, d);
        monitors.event(actor, event, a, b, c, d);
        if (event == Event.OPERATION_END) {
            isOperationEnded = true;
            if (!announced.allows((int) a, (int) b)) {
                unannounced = announced.text((int) a, (int) b);
            }
        } else if (bugs.is(event, b)) {
            isBugged = true;
        }
        listener.event(step, actor, event, a, b, c, d);
    }

    @Override
    public boolean wantsRan() {
        return true;
    }

    @Override
    public void ran(Step step) {
        coverage.ran(step);
    }

    @Override
    public void stepped(int step) {
        invariants.stepped(step);
        listener.stepped(step);
    }
}
