package dev.seamstress.load.run;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.load.demand.OpClass;
import dev.seamstress.load.demand.Watcher;
import dev.seamstress.load.sim.Observer;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.EntryPlaces;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells everything that happens to a TD in a window of a replication's virtual time, of which {@link LoadWindows} plays
 * several at once.
 *
 * <p>Shape: machines are those of {@link TdMachines}. What other TDs do is not told, but for what they and the owner of
 * a lock that all TDs share tell each other; of what they tell it, only that it comes. The number of a step is when its
 * message came, in nanoseconds since the window began, or one more than that of the step before if that is greater.
 * Operations are those of {@link OpClass}, by ordinal.
 */
public final class LoadWindow implements Observer, Watcher {
    /** Half the length of the longest window, as steps are numbered by nanoseconds. */
    public static final long HALF_MAX_NS = 500_000_000;

    private final long from;
    private final long to;
    private final int td;
    private final Map<Long, Integer> underWay = new TreeMap<>();
    private Observer observer;
    private Watcher watcher;
    private TdMachines machines;
    private List<String> actors;
    private EntryPlaces places;
    private TraceSink sink = TraceSink.NONE;
    private boolean isOpen;
    private boolean isIn;
    private long due;
    private int step = -1;

    /** At most twice {@link #HALF_MAX_NS}, of the TD of that number, from 0. */
    public LoadWindow(long from, long to, int td) {
        this.from = from;
        this.to = to;
        this.td = td;
    }

    /** What comes here goes to these, too. */
    void connect(Observer seesAll, Watcher seesLoad, Assembly assembly, LoadWorld world, TdMachines numbers) {
        observer = seesAll;
        watcher = seesLoad;
        machines = numbers;
        actors = machines.names(assembly.machines().stream().map(Machine::name).toList());
        places = new EntryPlaces(world.tables(), world.pages());
    }

    /** The names of the machines, by number. */
    public List<String> actors() {
        return actors;
    }

    /** Which words are entries of KVM's page tables. */
    public EntryPlaces places() {
        return places;
    }

    /** From now on {@code target} is told what is in the window. */
    public void tell(TraceSink target) {
        sink = target;
    }

    /** The number of the last step so far, -1 if there was none. */
    public int last() {
        return step;
    }

    /** True if something happened after it had begun, be it after its end. */
    public boolean isOpen() {
        return isOpen;
    }

    long to() {
        return to;
    }

    int td() {
        return td;
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
        observer.due(at, start);
    }

    @Override
    public void delivered(long time, int sender, int receiver, Message message) {
        if (!isOpen && due >= from) {
            open();
        }
        int source = machines.number(sender);
        int target = machines.number(receiver);
        boolean isTold = machines.isSeen(sender) || machines.isSeen(receiver);
        if (isTold) {
            underWay.merge(channel(source, target), -1, (count, change) -> Math.max(0, count + change));
        }
        isIn = isTold && isOpen && due <= to;
        if (isIn) {
            step = Math.max(step + 1, (int) (due - from));
            sink.delivered(step, source, target, message);
        }
        isIn = isIn && machines.isSeen(receiver);
        observer.delivered(time, sender, receiver, message);
    }

    @Override
    public void sent(int sender, int receiver, Message message) {
        int source = machines.number(sender);
        int target = machines.number(receiver);
        if (isIn) {
            sink.sent(step, source, target, message);
        } else if (machines.isSeen(sender) || machines.isSeen(receiver)) {
            underWay.merge(channel(source, target), 1, Integer::sum);
        }
        observer.sent(sender, receiver, message);
    }

    @Override
    public void stored(int machine, long word, long old, long next) {
        if (isIn && places.isEntry(word)) {
            sink.stored(step, machines.number(machine), word, old, next);
        }
        observer.stored(machine, word, old, next);
    }

    @Override
    public void done(long time, int machine) {
        observer.done(time, machine);
    }

    @Override
    public void event(long time, long until, int machine, Event event, long a, long b, long c, long d) {
        if (isIn) {
            tell(machine, event, a, b, c, d);
        }
        observer.event(time, until, machine, event, a, b, c, d);
    }

    private void tell(int machine, Event event, long a, long b, long c, long d) {
        long[] numbers = {a, b, c, d};
        for (int i = 0; i < event.arity(); i++) {
            numbers[i] = machines.argument(event, i, numbers[i]);
        }
        sink.event(step, machines.number(machine), event, numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    @Override
    public void owned(long time, int machine, long word, long old, long next) {
        observer.owned(time, machine, word, old, next);
    }

    @Override
    public void begun(int thread, OpClass what, long time) {
        if (isIn) {
            sink.event(step, thread, Event.OPERATION_BEGIN, what.ordinal(), 0, 0, 0);
        }
        watcher.begun(thread, what, time);
    }

    @Override
    public void ended(int thread, OpClass what, long time, OpResult result) {
        if (isIn) {
            sink.event(step, thread, Event.OPERATION_END, what.ordinal(), result.ordinal(), 0, 0);
        }
        watcher.ended(thread, what, time, result);
    }

    @Override
    public void parked(int thread, long time) {
        watcher.parked(thread, time);
    }

    @Override
    public void unparked(int thread, long time) {
        watcher.unparked(thread, time);
    }

    @Override
    public void task(long intended, long began, long time) {
        watcher.task(intended, began, time);
    }

    @Override
    public void taken(long intended, long time) {
        watcher.taken(intended, time);
    }

    @Override
    public void dropped(long intended, long time) {
        watcher.dropped(intended, time);
    }

    @Override
    public void waiting(long time, int tasks) {
        watcher.waiting(time, tasks);
    }
}
