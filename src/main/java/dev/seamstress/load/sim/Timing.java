package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;

/** How long it takes: what a step tells of costs its thread, a message under way, an owner that takes one. */
public interface Timing {
    /**
     * A delivery to {@code machine} begins, from the machine of that id. Returns what taking the message costs it, in
     * nanoseconds.
     */
    long taking(Machine machine, int from, Message message);

    /** True if the message interrupts what its receiver is doing, in place of waiting until that is done. */
    boolean interrupts(Message message);

    /** What the step that tells the event spends on it. */
    long cost(int machine, Event event, long a, long b, long c, long d);

    /**
     * What it costs the machine to go round once, more than nothing: else who waits for another by it waits for ever.
     */
    long again(int machine);

    /** How long a message of the delivery that is under way is under way itself. */
    long latency(int from, int to, Message message);
}
