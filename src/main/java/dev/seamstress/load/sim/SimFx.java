package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;

/**
 * What a machine does to a world with a clock. A machine's own clock is ahead of the delivery's by what the step has
 * spent so far.
 */
final class SimFx extends PlainFx {
    private final EventQueue queue;
    private final Timing timing;
    private final Observer observer;
    private final Timetable timetable;
    private final boolean isTelling;
    private int machine;
    private long clock;
    private boolean isLate;

    SimFx(MemoryMap map, SimMemory memory, EventQueue queue, Timing timing, Observer observer, Timetable timetable) {
        super(map, memory);
        this.queue = queue;
        this.timing = timing;
        this.observer = observer;
        this.isTelling = observer.wantsAll();
        this.timetable = timetable;
    }

    /** A step of machine {@code number} begins at {@code time}. */
    void begin(int number, long time) {
        machine = number;
        clock = time;
        isLate = false;
    }

    /** What the machine's clock shows. */
    long clock() {
        return clock;
    }

    @Override
    public void send(int to, Message message) {
        if (isTelling) {
            observer.sent(machine, to, message);
        }
        long arrival = timetable.arrival(clock + timing.latency(machine, to, message), machine, to);
        queue.add(arrival, machine, to, message);
    }

    @Override
    public void after(long ns, int lp, Message message) {
        if (isTelling) {
            observer.sent(lp, machine, message);
        }
        queue.add(clock + ns, lp, machine, message);
    }

    @Override
    public void trace(Event event, long a, long b, long c, long d) {
        long cost = timing.cost(machine, event, a, b, c, d);
        long until = clock + cost;
        observer.event(clock, until, machine, event, a, b, c, d);
        clock = until;
        isLate |= cost > 0;
    }

    @Override
    public void again() {
        clock += timing.again(machine);
        isLate = true;
    }

    /** Only if time has passed can somebody else have been quicker: only time cuts a thread. */
    @Override
    public boolean isCutBefore(boolean hasTouched) {
        return isLate;
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        if (isTelling && memory().read(word) == expected) {
            observer.stored(machine, word, expected, next);
        }
        return memory().compareAndSet(word, expected, next);
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        if (isTelling && memory().read(word) == expected) {
            observer.stored(machine, word, expected, next);
        }
        return memory().compareAndExchange(word, expected, next);
    }

    @Override
    public long exchange(long word, long next) {
        if (isTelling) {
            observer.stored(machine, word, memory().read(word), next);
        }
        return memory().exchange(word, next);
    }

    @Override
    public void write(long word, long next) {
        if (isTelling) {
            observer.stored(machine, word, memory().read(word), next);
        }
        memory().write(word, next);
    }

    @Override
    public void own(long word, long next) {
        long old = memory().exchange(word, next);
        if (old != next) {
            observer.owned(clock, machine, word, old, next);
        }
    }
}
