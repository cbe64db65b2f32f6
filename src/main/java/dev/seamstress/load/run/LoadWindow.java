package dev.seamstress.load.run;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.load.demand.OpClass;
import dev.seamstress.load.demand.Watcher;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.Meter;
import dev.seamstress.load.sim.Observer;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.EntryPlaces;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Plays a replication once more and tells everything that happens in a window of its virtual time.
 *
 * <p>Shape: the number of a step is when its message came, in nanoseconds since the window began, or one more than that
 * of the step before if that is greater. Operations are those of {@link OpClass}, by ordinal.
 */
public final class LoadWindow implements Observer, Watcher {
    private final LoadRun run;
    private final long from;
    private final long to;
    private final Map<Long, Integer> underWay = new TreeMap<>();
    private Meter meter;
    private List<String> actors;
    private EntryPlaces places;
    private TraceSink sink = TraceSink.NONE;
    private boolean isOpen;
    private boolean isIn;
    private long due;
    private int step = -1;

    /** Of the replication with that seed; the window is at most a second long. */
    public LoadWindow(Job job, long seed, long from, long to) {
        this.from = from;
        this.to = to;
        this.run = new LoadRun(job, seed, this);
    }

    void connect(Meter beside, Assembly assembly, LoadWorld world) {
        meter = beside;
        actors = assembly.machines().stream().map(Machine::name).toList();
        places = new EntryPlaces(world.tables(), world.pages());
    }

    /** The names of the machines, by id. */
    public List<String> actors() {
        return actors;
    }

    /** Which words are entries of KVM's page tables. */
    public EntryPlaces places() {
        return places;
    }

    /**
     * Plays it up to the end of the window, and tells {@code target} what is in it. Requires: called once.
     *
     * @return the number of the last step, -1 if there was none; nothing is left out unless it was stopped
     */
    public int tell(TraceSink target, BooleanSupplier isStopped) {
        sink = target;
        run.playTo(to, isStopped);
        return step;
    }

    private static long channel(int sender, int receiver) {
        return (long) sender << 32 | receiver;
    }

    /** What is on its way already was sent before the first step. */
    private void open() {
        isOpen = true;
        underWay.forEach((channel, count) -> {
            for (int i = 0; i < count; i++) {
                sink.sent(-1, (int) (channel >> 32), channel.intValue(), Continue.CONTINUE);
            }
        });
    }

    @Override
    public boolean wantsAll() {
        return true;
    }

    @Override
    public void due(long at, long start) {
        due = at;
        meter.due(at, start);
    }

    @Override
    public void delivered(long time, int sender, int receiver, Message message) {
        if (!isOpen && due >= from) {
            open();
        }
        underWay.merge(channel(sender, receiver), -1, (count, change) -> Math.max(0, count + change));
        isIn = isOpen && due <= to;
        if (isIn) {
            step = Math.max(step + 1, (int) (due - from));
            sink.delivered(step, sender, receiver, message);
        }
        meter.delivered(time, sender, receiver, message);
    }

    @Override
    public void sent(int sender, int receiver, Message message) {
        if (isIn) {
            sink.sent(step, sender, receiver, message);
        } else {
            underWay.merge(channel(sender, receiver), 1, Integer::sum);
        }
    }

    @Override
    public void stored(int machine, long word, long old, long next) {
        if (isIn && places.isEntry(word)) {
            sink.stored(step, machine, word, old, next);
        }
    }

    @Override
    public void done(long time, int machine) {
        meter.done(time, machine);
    }

    @Override
    public void event(long time, long until, int machine, Event event, long a, long b, long c, long d) {
        if (isIn) {
            sink.event(step, machine, event, a, b, c, d);
        }
        meter.event(time, until, machine, event, a, b, c, d);
    }

    @Override
    public void owned(long time, int machine, long word, long old, long next) {
        meter.owned(time, machine, word, old, next);
    }

    @Override
    public void begun(int thread, OpClass what, long time) {
        if (isIn) {
            sink.event(step, thread, Event.OPERATION_BEGIN, what.ordinal(), 0, 0, 0);
        }
        meter.begun(thread, what, time);
    }

    @Override
    public void ended(int thread, OpClass what, long time, OpResult result) {
        if (isIn) {
            sink.event(step, thread, Event.OPERATION_END, what.ordinal(), result.ordinal(), 0, 0);
        }
        meter.ended(thread, what, time, result);
    }

    @Override
    public void parked(int thread, long time) {
        meter.parked(thread, time);
    }

    @Override
    public void unparked(int thread, long time) {
        meter.unparked(thread, time);
    }

    @Override
    public void task(long intended, long began, long time) {
        meter.task(intended, began, time);
    }

    @Override
    public void taken(long intended, long time) {
        meter.taken(intended, time);
    }

    @Override
    public void waiting(long time, int tasks) {
        meter.waiting(time, tasks);
    }
}
