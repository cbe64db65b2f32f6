package dev.seamstress.actor;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.trace.Crash;

/** One shell's log in a live run without a timeline: counts steps, and nothing else. Only its actor touches it. */
class LiveLog implements StepLog {
    private final LiveRun run;
    private long steps;

    LiveLog(LiveRun run) {
        this.run = run;
    }

    /** How many messages were delivered; read when the actor has stopped. */
    final long steps() {
        return steps;
    }

    /** The number of the current step, if it has one. */
    int step() {
        return Crash.UNKNOWN_STEP;
    }

    @Override
    public void delivered(int from, Machine to, Message message) {
        steps++;
    }

    @Override
    public void sent(int from, int to, Message message) {}

    @Override
    public void event(int actor, Event event, long a, long b, long c, long d) {}

    @Override
    public void departing(int count) {
        run.departing(count);
    }

    @Override
    public void crashed(Machine machine, Message message, Throwable error) {
        run.crashed(Crash.of(step(), machine, message, error));
    }

    /** Comes from a foreign thread, so it looks at nothing of the machine but its name. */
    @Override
    public final void intruded(Machine machine, ModelBug bug) {
        run.crashed(new Crash(Crash.UNKNOWN_STEP, machine.name(), "", null, bug));
    }
}
