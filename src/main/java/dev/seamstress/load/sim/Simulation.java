package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Plays machines in virtual time: the delivery that is due next, one after the other.
 *
 * <p>A machine does one thing at a time: what comes while it is busy is taken when it is free, in the order in which it
 * came. Interrupts are taken at once.
 *
 * <p>Simplified: what a step does to shared words it does at its beginning; a step that has cost time is cut before its
 * next racy access, so the two are never further apart than one cost.
 */
public final class Simulation implements LongSupplier {
    private final Machine[] machines;
    private final SimMemory memory;
    private final EventQueue queue = new EventQueue();
    private final SimFx fx;
    private final Timing timing;
    private final Observer observer;
    private final Timetable timetable;
    private long time;
    private long steps;

    /** The machines of {@code assembly} at time 0; nobody else may use them while this lives. */
    public Simulation(Assembly assembly, List<SimMemory.Fill> fills, Timing timing, Observer observer) {
        this.machines = assembly.machines().toArray(new Machine[0]);
        this.memory = new SimMemory(assembly.map(), assembly.initials(), fills);
        this.timing = timing;
        this.observer = observer;
        this.timetable = new Timetable(machines.length);
        this.fx = new SimFx(assembly.map(), memory, queue, timing, observer, timetable);
        for (Machine machine : machines) {
            if (machine.starts()) {
                queue.add(0, machine.id(), machine.id(), Continue.CONTINUE);
            }
        }
    }

    /** Says when to stop: asked after each delivery. */
    public interface Until {
        boolean isOver();
    }

    /** Plays until {@code end} says so, or until nothing is left to happen. */
    public void run(Until end) {
        while (!queue.isEmpty() && !end.isOver()) {
            queue.take();
            deliver(queue.time(), queue.from(), queue.to(), queue.message());
        }
    }

    private void deliver(long due, int from, int to, Message message) {
        Machine machine = machines[to];
        time = due;
        steps++;
        boolean isInterrupt = timing.interrupts(message);
        long start = isInterrupt ? due : Math.max(due, timetable.freeAt(to));
        observer.due(due, start);
        fx.begin(to, start + timing.taking(machine, from, message));
        observer.delivered(fx.clock(), from, to, message);
        machine.on(from, message, fx);
        observer.done(fx.clock(), to);
        if (!isInterrupt) {
            timetable.free(to, fx.clock());
        }
    }

    /** Now. */
    public long time() {
        return time;
    }

    @Override
    public long getAsLong() {
        return time;
    }

    /** How many messages were delivered. */
    public long steps() {
        return steps;
    }

    /** The shared words. */
    public SimMemory memory() {
        return memory;
    }
}
