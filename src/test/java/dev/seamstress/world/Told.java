package dev.seamstress.world;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;

/** An event of a run. */
record Told(int step, int actor, Event event, long a, long b, long c, long d) {
    boolean is(Event other) {
        return event == other;
    }

    boolean is(Event other, int who) {
        return event == other && actor == who;
    }

    /** A call of the module has begun. */
    boolean isBegun(Leaf leaf) {
        return event == Event.SEAMCALL_BEGIN && CallName.leaf(a) == leaf;
    }

    /** A call of the module has returned. */
    boolean isDone(Leaf leaf) {
        return event == Event.SEAMCALL_DONE && CallName.leaf(a) == leaf;
    }

    /** It has returned success. */
    boolean isGood(Leaf leaf) {
        return isDone(leaf) && d == 0;
    }
}
