package dev.seamstress.load.metrics;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.LockMessage;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.load.sim.Observer;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Sees the load of several TDs: each has a meter of its own, which sees its machines as if there were no others, and
 * one lock is everybody's.
 *
 * <p>Shape: each TD has the same number of machines, one after the other; the owner of the lock comes after them all.
 */
public final class Meters implements Observer {
    private final List<Meter> meters;
    private final int machines;
    private final int owner;
    private final Losses losses;
    private final LockMeter tdxLock;
    private final Trail tdxHeld;
    private final Trail tdxWaiting;
    private long nextDue;
    private long nextStart;

    /**
     * For the TDs of these meters.
     *
     * @param machines how many a TD has
     * @param waiting how many wait for the lock that all TDs share
     */
    public Meters(List<Meter> meters, int machines, IntSupplier waiting) {
        this.meters = List.copyOf(meters);
        this.machines = machines;
        this.owner = meters.size() * machines;
        Rows rows = new Rows(owner);
        this.losses = new Losses(rows);
        this.tdxLock = new LockMeter(KernelLock.TDX_LOCK, rows, losses, waiting);
        this.tdxHeld = tdxLock.holders(Grant.Mode.WRITE).keepShares();
        this.tdxWaiting = tdxLock.queue().length().keepAverages();
    }

    List<Meter> all() {
        return meters;
    }

    /** How much time threads have lost to the lock that all TDs share. */
    double lostNs() {
        return losses.ns(Loss.TDX_LOCK);
    }

    LockMeter tdxLock() {
        return tdxLock;
    }

    /** Forgets everything up to {@code time}, but for who waits and who holds what. */
    public void reset(long time) {
        meters.forEach(meter -> meter.reset(time));
        tdxLock.reset(time);
        losses.reset();
    }

    /**
     * How much was done since the run began: operations that ended, entries that changed, pages that were cleared. It
     * stands still while threads only try again.
     */
    public long done() {
        long done = 0;
        for (Meter meter : meters) {
            done += meter.recorder().done() + meter.destroyed().done();
        }
        return done;
    }

    /** How many faults were handled, of whatever class. */
    public long faults() {
        long faults = 0;
        for (Meter meter : meters) {
            for (FaultClass which : FaultClass.values()) {
                faults += meter.faults().latency(which).count();
            }
        }
        return faults;
    }

    /** The time that 99 in 100 private faults stay below, in the TD in which it is longest. */
    public long privateP99() {
        return meters.stream()
                .mapToLong(meter -> meter.faults().latency(FaultClass.PRIVATE).percentile(99))
                .max()
                .orElseThrow();
    }

    /** Nothing happens any more. */
    public void close(long time) {
        meters.forEach(meter -> meter.close(time));
    }

    /** What was kept over time. Requires: this is closed; called once. */
    public Recorded recorded() {
        List<Series> machine = meters.size() == 1
                ? List.of()
                : List.of(
                        lock("write.utilisation", tdxLock.holders(Grant.Mode.WRITE), tdxHeld),
                        lock("queue.length", tdxLock.queue().length(), tdxWaiting));
        return Recording.of(meters, machine);
    }

    private Series lock(String name, Level level, Trail trail) {
        Meter any = meters.get(0);
        return Recorder.level("lock.tdx_lock." + name, level, trail, any.origin(), any.end());
    }

    private Meter of(int machine) {
        return meters.get(machine / machines);
    }

    @Override
    public void due(long due, long start) {
        nextDue = due;
        nextStart = start;
    }

    @Override
    public void delivered(long time, int from, int to, Message message) {
        if (to != owner) {
            of(to).due(nextDue, nextStart);
            of(to).delivered(time, from % machines, to % machines, message);
        } else if (message instanceof LockMessage.Request) {
            tdxLock.queued(from, time, nextStart - nextDue);
        }
    }

    @Override
    public void done(long time, int machine) {
        if (machine == owner) {
            tdxLock.look(time);
        } else {
            of(machine).done(time, machine % machines);
        }
    }

    @Override
    public void event(long time, long until, int machine, Event event, long a, long b, long c, long d) {
        int of = machine == owner ? (int) c : machine;
        int first = of / machines * machines;
        boolean isTdxLock = a == KernelLock.TDX_LOCK;
        switch (event) {
            case SEAMCALL_BEGIN, SEAMCALL_DONE ->
                of(of).event(time, until, of % machines, event, CallName.from(a, first), b, c, d);
            case SEAMCALL_BUSY -> {
                long by = CallName.isCall(d) ? CallName.from(d, first) : d;
                of(of).event(time, until, of % machines, event, CallName.from(a, first), b, c, by);
            }
            case LOCK_REQUESTED -> {
                if (isTdxLock) {
                    tdxLock.requested(machine, until);
                }
                of(of).event(time, until, of % machines, event, a, b, c, d);
            }
            case LOCK_GRANTED -> {
                if (isTdxLock) {
                    tdxLock.granted(of, (int) b, time);
                }
                of(of).event(time, until, of % machines, event, a, b, c % machines, d);
            }
            case LOCK_RELEASED -> {
                if (isTdxLock) {
                    tdxLock.released(machine, (int) b, time);
                }
                of(of).event(time, until, of % machines, event, a, b, c, d);
            }
            default -> of(of).event(time, until, of % machines, event, a, b, c, d);
        }
    }

    @Override
    public void owned(long time, int machine, long word, long old, long next) {
        of(machine).owned(time, machine % machines, word, old, next);
    }
}
