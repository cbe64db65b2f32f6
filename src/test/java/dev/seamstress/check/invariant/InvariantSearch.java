package dev.seamstress.check.invariant;

import dev.seamstress.check.Deadlock;
import dev.seamstress.check.Offence;
import dev.seamstress.core.Snapshot;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.engine.Engine;
import dev.seamstress.explore.StateSet;
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
final class InvariantSearch implements TraceSink {
    private final World world;
    private final Engine engine;
    private final InvariantChecker checker;
    private final WorldView view;
    private final StateSet seen = new StateSet();
    private final ArrayDeque<Frame> path = new ArrayDeque<>();
    private final TreeMap<String, Integer> troubles = new TreeMap<>();
    private boolean isBugged;
    private String broken;

    private static final class Frame {
        private final int mark;
        private final Snapshot monitors;
        private int channel;

        Frame(int mark, Snapshot monitors) {
            this.mark = mark;
            this.monitors = monitors;
        }
    }

    InvariantSearch(Scene scene) {
        world = scene.world();
        engine = new Engine(world.assembly(), true);
        checker = new InvariantChecker(world, engine.memory(), engine::machine);
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
            frame.monitors.restore(checker.monitors());
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
        Hash hash = new Hash();
        checker.monitors().fields(hash);
        if (!seen.add(Mix.mix(engine.fingerprint(), hash.sum))) {
            return;
        }
        if (engine.isQuiet() && Deadlock.stuck(world.scenario(), view).isPresent()) {
            troubles.merge("deadlock", 1, Integer::sum);
        }
        path.addLast(new Frame(engine.mark(), Snapshot.of(checker.monitors())));
    }

    /** How many states were seen, the monitors' among them. */
    int states() {
        return seen.size();
    }

    /** Hashes what belongs to a fingerprint. */
    private static final class Hash implements Fields {
        private long sum;

        @Override
        public long word(String name, long value) {
            sum = Mix.mix(sum, value);
            return value;
        }

        @Override
        public long unhashed(String name, long value) {
            return value;
        }

        @Override
        public <T> T object(T reference) {
            return reference;
        }
    }

    @Override
    public void delivered(int number, int from, int to, Message message) {
        checker.delivered(number, from, to, message);
    }

    @Override
    public void sent(int number, int from, int to, Message message) {
        checker.sent(number, from, to, message);
    }

    @Override
    public void event(int number, int machine, Event event, long a, long b, long c, long d) {
        checker.event(number, machine, event, a, b, c, d);
        isBugged |= event == Event.BUG_ON;
    }

    @Override
    public boolean wantsStores() {
        return true;
    }

    @Override
    public void stored(int number, int machine, long word, long old, long next) {
        checker.stored(number, machine, word, old, next);
    }

    @Override
    public void stepped(int number) {
        checker.stepped(number);
        List<Offence> offences = checker.offences(number);
        broken = offences.isEmpty() ? null : offences.get(0).invariant();
    }
}
