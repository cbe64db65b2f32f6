package dev.seamstress.cli;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.engine.Engine;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.MachineWords;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Passes on what a recording tells, and behind each step the words of its machine that the step has changed; before the
 * first step all words of all machines.
 *
 * <p>A recording has no state, so the engine makes the run once more beside it, step by step. A step changes no other
 * machine than the one that takes the message.
 */
final class StateTeller implements TraceSink {
    private static final int NOBODY = -1;

    private final TraceSink next;
    private final LogSink target;
    private final Actors actors;
    private final Engine engine;
    private final int stepsMax;
    private final List<Map<String, String>> known = new ArrayList<>();
    private int step = -1;
    private int actor = NOBODY;

    /** Passes on to {@code next}, and tells {@code target} the words; {@code outcome} is the run's. */
    StateTeller(RunOutcome outcome, TraceSink next, LogSink target) {
        World world = World.again(outcome.world().scenario(), outcome.world().model());
        this.next = next;
        this.target = target;
        this.actors = Actors.of(world.assembly());
        this.engine = new Engine(world.assembly(), false);
        this.stepsMax = outcome.run().crash() == null
                ? Integer.MAX_VALUE
                : outcome.run().crash().step();
    }

    /** Tells all words of all machines. Requires: called once, before the run is told. */
    void begin() throws IOException {
        for (Machine machine : engine.assembly().machines()) {
            Map<String, String> words = MachineWords.of(machine, actors);
            known.add(words);
            if (!words.isEmpty()) {
                target.take(new LogEntry.State(-1, machine.id(), words, List.of()));
            }
        }
    }

    /** Tells what the last step has changed. Requires: the run is told. */
    void end() throws IOException {
        if (actor != NOBODY) {
            changes();
        }
        actor = NOBODY;
    }

    private void changes() throws IOException {
        Map<String, String> before = known.get(actor);
        Map<String, String> now = MachineWords.of(engine.machine(actor), actors);
        Map<String, String> changed = new LinkedHashMap<>();
        now.forEach((name, text) -> {
            if (!text.equals(before.get(name))) {
                changed.put(name, text);
            }
        });
        List<String> gone =
                before.keySet().stream().filter(name -> !now.containsKey(name)).toList();
        known.set(actor, now);
        if (!changed.isEmpty() || !gone.isEmpty()) {
            target.take(new LogEntry.State(step, actor, changed, gone));
        }
    }

    @Override
    public void delivered(int number, int from, int to, Message message) {
        try {
            end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        next.delivered(number, from, to, message);
        if (number < stepsMax) {
            engine.step(engine.channel(from, to));
            step = number;
            actor = to;
        }
    }

    @Override
    public void sent(int number, int from, int to, Message message) {
        next.sent(number, from, to, message);
    }

    @Override
    public void event(int number, int who, Event event, long a, long b, long c, long d) {
        next.event(number, who, event, a, b, c, d);
    }

    @Override
    public boolean wantsStores() {
        return next.wantsStores();
    }

    @Override
    public void stored(int number, int who, long word, long old, long value) {
        next.stored(number, who, word, old, value);
    }
}
