package dev.seamstress.check.invariant;

import dev.seamstress.check.Deadlock;
import dev.seamstress.check.Offence;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.engine.Engine;
import dev.seamstress.explore.StateSet;
import dev.seamstress.explore.StateWords;
import dev.seamstress.trace.PassedOn;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;

/**
 * A search of all schedules with the invariants on. The monitors are a part of each state: saved, restored, hashed.
 *
 * <p>Every step is judged, also one that leads to a known state. A step that breaks a rule is not followed further.
 */
final class InvariantSearch implements PassedOn {
    private final World world;
    private final Engine engine;
    private final InvariantChecker checker;
    private final StateWords monitors;
    private final WorldView view;
    private final StateSet seen = new StateSet();
    private final ArrayDeque<Frame> path = new ArrayDeque<>();
    private final TreeMap<String, Integer> troubles = new TreeMap<>();
    private boolean isBugged;
    private String broken;

    private static final class Frame {
        private final int mark;
        private final long[] monitors;
        private int channel;

        Frame(int mark, long[] monitors) {
            this.mark = mark;
            this.monitors = monitors;
        }
    }

    InvariantSearch(Scene scene) {
        world = scene.world();
        engine = new Engine(world.assembly(), true);
        checker = new InvariantChecker(world, engine.memory(), engine::machine);
        monitors = new StateWords(checker.monitors());
        view = world.view(engine.memory());
        engine.setSink(this);
    }

    /**
     * What is wrong anywhere, with the number of steps that show it: the first rule that a step breaks, {@code bug_on},
     * {@code deadlock}. Searches at most {@code maxStates} states.
     */
    TreeMap<String, Integer> search(int maxStates) {
        enter();
        while (!path.isEmpty() && seen.size() < maxStates) {
            Frame frame = path.getLast();
            engine.undo(frame.mark);
            monitors.load(frame.monitors);
            int channel = engine.nextChannel(frame.channel);
            if (channel < 0) {
                path.removeLast();
                continue;
            }
            frame.channel = channel + 1;
            step(channel);
        }
        return troubles;
    }

    private void step(int channel) {
        isBugged = false;
        broken = null;
        engine.step(channel);
        if (isBugged) {
            troubles.merge("bug_on", 1, Integer::sum);
        } else if (broken != null) {
            troubles.merge(broken, 1, Integer::sum);
        } else {
            enter();
        }
    }

    private void enter() {
        if (!seen.add(Mix.mix(engine.fingerprint(), monitors.hash()))) {
            return;
        }
        if (engine.isQuiet() && Deadlock.stuck(world.scenario(), view).isPresent()) {
            troubles.merge("deadlock", 1, Integer::sum);
        }
        path.addLast(new Frame(engine.mark(), monitors.save()));
    }

    /** How many states were seen, the monitors' among them. */
    int states() {
        return seen.size();
    }

    @Override
    public TraceSink next() {
        return checker;
    }

    @Override
    public void event(int number, int machine, Event event, long a, long b, long c, long d) {
        PassedOn.super.event(number, machine, event, a, b, c, d);
        isBugged |= event == Event.BUG_ON;
    }

    @Override
    public void stepped(int number) {
        PassedOn.super.stepped(number);
        List<Offence> offences = checker.offences(number);
        broken = offences.isEmpty() ? null : offences.get(0).invariant();
    }
}
