package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.world.World;

/**
 * All that the rules remember from step to step. A search saves it, restores it, and hashes it with the state, so that
 * two states are one only if the same rules can still be broken after them.
 *
 * <p>Shape: each part says whether it is history or a function of the state. The latter is kept because it is told by
 * events but nowhere written down; it is no part of a fingerprint.
 */
public final class Monitors implements Stateful {
    /** A function of the state: how many messages are on their way from one machine to another. */
    private int inFlight;

    /** A function of the state: true from the KVM_BUG_ON on, whose thread is then on its way to {@code vm_dead}. */
    private boolean isBugged;

    private final Contents contents;

    Monitors(World world) {
        contents = new Contents(world);
    }

    void sent(int from, int to) {
        inFlight += from == to ? 0 : 1;
    }

    void delivered(int from, int to) {
        inFlight -= from == to ? 0 : 1;
    }

    /** Takes an event, after the rules have looked at it. */
    void event(int actor, Event event, long a, long b, long c, long d) {
        isBugged |= event == Event.BUG_ON;
        contents.event(event, a, b, c, d);
    }

    Contents contents() {
        return contents;
    }

    /** True if no message is on its way but what machines send themselves. */
    boolean isNothingInFlight() {
        return inFlight == 0;
    }

    /** True if a KVM_BUG_ON has fired: no rule holds any more, and none is looked at. */
    boolean isBugged() {
        return isBugged;
    }

    /** Forgets everything: the world is in its first state. */
    void reset() {
        inFlight = 0;
        isBugged = false;
        contents.reset();
    }

    @Override
    public void fields(Fields f) {
        inFlight = (int) f.unhashed("in flight", inFlight);
        isBugged = f.unhashed("bugged", isBugged ? 1 : 0) != 0;
        contents.fields(f);
    }
}
