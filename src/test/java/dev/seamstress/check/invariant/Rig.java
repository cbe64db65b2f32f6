package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.check.Offence;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.PassedOn;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;

/**
 * A real run with the invariants on, into which a test plants steps that no machine would make: stores and events of
 * its own.
 */
final class Rig implements PassedOn {
    final World world;
    final Kvm kvm;
    final Engine engine;
    final SharedMemory memory;
    final InvariantChecker checker;
    static final String NO_TROUBLE = "no trouble";
    private static final int ANYBODY = -1;

    private final List<String> met = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();
    private Event awaited;
    private int awaitedOf = ANYBODY;
    private boolean isMet;
    private int step;
    private int actor;

    Rig(Scene scene) {
        this(scene, Invariants.of(scene.scenario()));
    }

    Rig(Scene scene, List<Invariant> rules) {
        world = scene.world();
        kvm = world.kvm();
        engine = new Engine(world.assembly(), false);
        memory = engine.memory();
        checker = new InvariantChecker(world, memory, engine::machine, rules);
        engine.setSink(this);
    }

    /** The secure EPT's words. */
    TdxMemory tdx() {
        return world.tdxMemory().orElseThrow();
    }

    /** Runs to the end of the step in which the machine tells {@code event}. */
    Rig until(int machine, Event event) {
        awaited = event;
        awaitedOf = machine;
        isMet = false;
        long seed = 1;
        RandomWalk walk = new RandomWalk(seed);
        engine.run((now, enabled) -> isMet ? Strategy.STOP : walk.choose(now, enabled), 100_000);
        assertThat(isMet).as("%s is told", event).isTrue();
        assertThat(met).isEmpty();
        return this;
    }

    /** Runs with a seed to the end. */
    Rig toTheEnd(long seed) {
        awaited = null;
        awaitedOf = ANYBODY;
        engine.run(new RandomWalk(seed), 100_000);
        assertThat(engine.crash()).isEmpty();
        assertThat(met).isEmpty();
        return this;
    }

    /**
     * Runs with a seed until something is wrong: the names of the rules that one step breaks, {@code bug_on}, or
     * {@link #NO_TROUBLE}.
     */
    String firstTrouble(long seed) {
        awaited = Event.BUG_ON;
        awaitedOf = ANYBODY;
        isMet = false;
        RandomWalk walk = new RandomWalk(seed);
        engine.run((now, enabled) -> isMet || !met.isEmpty() ? Strategy.STOP : walk.choose(now, enabled), 20_000);
        assertThat(engine.crash()).isEmpty();
        if (isMet) {
            return "bug_on";
        }
        return met.isEmpty() ? NO_TROUBLE : String.join(" ", rules);
    }

    /** What a planted step does. */
    interface Planted {
        void run();
    }

    /** A step of machine {@code id}; returns the names of the rules that it breaks. */
    List<String> step(int id, Planted planted) {
        return offences(id, planted).stream().map(Offence::invariant).toList();
    }

    List<Offence> offences(int id, Planted planted) {
        actor = id;
        step = engine.steps();
        checker.delivered(step, id, id, Continue.CONTINUE);
        planted.run();
        checker.stepped(step);
        return checker.offences(step);
    }

    /** In a planted step: a store. */
    void store(long word, long next) {
        checker.stored(step, actor, word, memory.exchange(word, next), next);
    }

    /** In a planted step: an event. */
    void event(Event event, long... arguments) {
        long[] four = java.util.Arrays.copyOf(arguments, 4);
        checker.event(step, actor, event, four[0], four[1], four[2], four[3]);
    }

    /** In a planted step: a call of the module begins. */
    void begins(Leaf leaf, int lp, long gfn, int septLevel) {
        event(Event.SEAMCALL_BEGIN, CallName.of(leaf, lp), gfn, septLevel);
    }

    /** In a planted step: a call of the module ends. */
    void ends(Leaf leaf, int lp, long gfn, int septLevel, long status) {
        event(Event.SEAMCALL_DONE, CallName.of(leaf, lp), gfn, septLevel, status);
    }

    @Override
    public TraceSink next() {
        return checker;
    }

    @Override
    public void event(int number, int machine, Event event, long a, long b, long c, long d) {
        PassedOn.super.event(number, machine, event, a, b, c, d);
        isMet |= event == awaited && (awaitedOf == ANYBODY || awaitedOf == machine);
    }

    @Override
    public void stepped(int number) {
        PassedOn.super.stepped(number);
        for (Offence offence : checker.offences(number)) {
            met.add(offence.verdict());
            rules.add(offence.invariant());
        }
    }
}
