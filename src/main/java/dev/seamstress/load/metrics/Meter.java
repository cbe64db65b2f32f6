package dev.seamstress.load.metrics;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.LockMessage;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.mmu.Mmu;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.load.demand.OpClass;
import dev.seamstress.load.demand.Watcher;
import dev.seamstress.load.sim.Observer;
import java.util.Arrays;

/**
 * Sees a load run and keeps what its results are made of.
 *
 * <p>Shape: machines are threads, then the MMU, the TDX module, and the workload.
 */
public final class Meter implements Observer, Watcher {
    private static final Leaf ENTER = Leaf.TDH_VP_ENTER;
    private static final Activity[] ACTIVITIES = Activity.values();
    private static final int EPT_VIOLATION = 48;
    private static final int OF_ACCEPT = 1;

    private final int threads;
    private final Rows rows;
    private final int interrupted; // a column
    private final TimeSheet sheet;
    private final FaultMeter faults;
    private final StreakMeter streaks;
    private final ModuleMeter module;
    private final DestroyMeter destroyed;
    private final LockMeter[] locks = new LockMeter[KernelLock.MOST];
    private final LockMeter[] contended;
    private final OperationMeter operations;
    private final ZapMeter zaps;
    private final Losses losses;
    private final ActorMeter actors;
    private final Recorder recorder;
    private long ipis;
    private long tracks;
    private final Latency responses = new Latency();
    private final Queue backlog = new Queue(new Rows(0));
    private final GuestMeter guests;
    private long kicks;
    private long flushes;
    private long messages;
    private long origin;
    private long end;

    /**
     * A meter for a world.
     *
     * @param vcpus how many there are, which are the first threads
     * @param threads how many there are, so also the id of the MMU's machine
     * @param mmu asked for the lengths of its queues
     * @param contended the numbers of the locks that have one
     * @param sharedBit in a guest physical address
     */
    public Meter(int vcpus, int threads, Mmu mmu, int[] contended, TdxMemory memory, long sharedBit) {
        this.threads = threads;
        this.rows = new Rows(threads);
        this.sheet = new TimeSheet(rows);
        this.interrupted = rows.column(Activity.GUEST.ordinal());
        this.guests = new GuestMeter(rows);
        this.losses = new Losses(rows);
        this.actors = new ActorMeter(rows, vcpus);
        this.operations = new OperationMeter(rows, sheet);
        this.faults = new FaultMeter(rows, sheet, sharedBit);
        this.streaks = new StreakMeter(rows);
        this.module = new ModuleMeter(memory);
        for (int lock : contended) {
            locks[lock] = new LockMeter(lock, rows, losses, () -> mmu.waitingCount(lock));
        }
        this.contended = Arrays.stream(contended).mapToObj(lock -> locks[lock]).toArray(LockMeter[]::new);
        this.recorder = new Recorder(locks, module, backlog.length());
        recorder.share("module.tdr.utilisation", guests.count());
        actors.keep(recorder);
        this.destroyed = new DestroyMeter(rows);
        this.zaps = new ZapMeter(rows, sheet);
    }

    /** Forgets everything up to {@code time}, but for who waits and who holds what. */
    public void reset(long time) {
        origin = time;
        faults.reset(time);
        streaks.reset();
        zaps.reset();
        losses.reset();
        actors.reset(time);
        recorder.reset(time);
        module.reset(time);
        destroyed.reset();
        for (LockMeter lock : contended) {
            lock.reset(time);
        }
        operations.reset();
        responses.reset();
        backlog.reset(time);
        guests.count().reset(time);
        kicks = 0;
        flushes = 0;
        messages = 0;
        ipis = 0;
        tracks = 0;
    }

    /** Nothing happens any more. */
    public void close(long time) {
        end = time;
        streaks.close();
        operations.close(time);
    }

    @Override
    public void due(long at, long start) {
        actors.due(at, start);
    }

    @Override
    public void delivered(long time, int from, int to, Message message) {
        messages++;
        if (from == threads + 1 && to < threads) {
            losses.answered(to, time);
        }
        if (to == threads) {
            if (message instanceof LockMessage.Request request && locks[request.lock()] != null) {
                locks[request.lock()].queued(from, time, actors.waited());
            }
        } else if (message instanceof Ipi ipi) {
            ipis += ipi == Ipi.DONE ? 0 : 1;
        } else if (message instanceof Tdx.Entered) {
            sheet.turn(to, Activity.GUEST, time);
            guests.entered(to, time);
            faults.ends(to, time, losses);
        }
    }

    @Override
    public void done(long time, int machine) {
        if (machine == threads) {
            for (LockMeter lock : contended) {
                lock.look(time);
            }
        }
        actors.done(time, machine);
    }

    @Override
    public void event(long time, long until, int machine, Event event, long a, long b, long c, long d) {
        switch (event) {
            case KVM_EXIT -> exit(time, until, machine, a, c);
            case KVM_PAGE_FAULT -> {
                sheet.turn(machine, time);
                streaks.fault(machine, !faults.address(machine, a));
            }
            case LOCK_REQUESTED -> requested(machine, until, (int) a);
            case LOCK_GRANTED -> granted(machine == threads ? (int) c : machine, time, (int) a, (int) b);
            case LOCK_RELEASED -> released(machine, time, (int) a, (int) b);
            case FAULT_RETRY -> {
                sheet.turn(machine, time);
                losses.retries(machine, (int) b, (double) faults.retry(machine, (int) b));
                recorder.retried(time);
            }
            case FAULT_DONE -> faults.handled(machine, b);
            case KVM_ENTRY -> sheet.turn(machine, Activity.ENTRY, until);
            case SEAMCALL_BEGIN -> call(CallName.lp(a), CallName.leaf(a), time);
            case SEAMCALL_DONE -> returned(CallName.lp(a), CallName.leaf(a), time);
            case SEAMCALL_BUSY -> {
                module.refused(a, c, d);
                losses.callRefused(CallName.lp(a), c);
                recorder.refused(time);
            }
            case ZAP_BEGIN -> {
                sheet.turn(machine, time);
                zaps.begins(machine, time);
            }
            case ZAP_END -> {
                sheet.turn(machine, time);
                zaps.ends(machine, a, time);
            }
            case REQUEST_MADE -> turnAside(machine, Activity.KICK, time);
            case KICK_DONE -> losses.lose(Loss.KICK, (double) turnBack(machine, time));
            case VCPU_KICKED -> kicks++;
            case FLUSH_DONE -> flushes++;
            case KVM_TDP_MMU_SPTE_CHANGED -> recorder.changed();
            case PAGE_CLEARED -> destroyed.cleared(machine);
            default -> {}
        }
    }

    private void exit(long time, long until, int thread, long reason, long type) {
        boolean wasInGuest = guests.left(thread, time);
        streaks.left(thread, reason == EPT_VIOLATION && type != OF_ACCEPT && wasInGuest);
        sheet.turn(thread, Activity.EXIT, time);
        if (reason == EPT_VIOLATION) {
            faults.begins(thread, time, losses);
        }
        sheet.turn(thread, Activity.WORK, until);
    }

    private void requested(int thread, long time, int lock) {
        sheet.turn(thread, Activity.LOCK_WAIT, time);
        if (locks[lock] != null) {
            locks[lock].requested(thread, time);
        }
    }

    private void granted(int thread, long time, int lock, int mode) {
        if (locks[lock] == null) { // one that nobody else wants, or of the machine
            sheet.turn(thread, sheet.now(thread) == Activity.LOCK_WAIT ? Activity.WORK : sheet.now(thread), time);
            return;
        }
        locks[lock].granted(thread, mode, time);
        sheet.turn(thread, lock == KernelLock.MMU_LOCK.number() ? Activity.WALK : Activity.WORK, time);
    }

    private void released(int thread, long time, int lock, int mode) {
        if (locks[lock] != null) {
            locks[lock].released(thread, mode, time);
            sheet.turn(thread, Activity.WORK, time);
        }
    }

    private void call(int thread, Leaf leaf, long time) {
        module.began();
        destroyed.call(leaf, time);
        losses.callBegins(thread, time, leaf == ENTER);
        if (leaf != ENTER) {
            module.inCalls().change(time, 1);
            turnAside(thread, Activity.SEAMCALL, time);
        }
    }

    private void returned(int thread, Leaf leaf, long time) {
        destroyed.returned(thread, leaf, time);
        if (leaf != ENTER) {
            module.inCalls().change(time, -1);
            tracks += leaf == Leaf.TDH_MEM_TRACK ? 1 : 0;
            turnBack(thread, time);
        }
    }

    /** The thread goes back to what it does when this is over. */
    private void turnAside(int thread, Activity next, long time) {
        rows.of(thread)[interrupted] = sheet.now(thread).ordinal();
        sheet.turn(thread, next, time);
    }

    /** The thread goes back to what it did before. Returns how long it did something else. */
    private long turnBack(int thread, long time) {
        return sheet.turn(thread, ACTIVITIES[(int) rows.of(thread)[interrupted]], time);
    }

    @Override
    public void owned(long time, int machine, long word, long old, long next) {
        if (machine == threads + 1) {
            module.owned(time, word, old, next);
        }
    }

    @Override
    public void begun(int thread, OpClass what, long time) {
        sheet.turn(thread, time);
        operations.begun(thread, time);
        actors.begins(thread, time);
        destroyed.begun(thread, what, time);
    }

    @Override
    public void ended(int thread, OpClass what, long time, OpResult result) {
        sheet.turn(thread, time);
        recorder.operation(what, time, operations.ended(thread, what, time, result));
        losses.settle(thread);
        streaks.gotOn(thread);
        actors.ends(thread, time);
        destroyed.ended(thread, what, time);
    }

    @Override
    public void parked(int thread, long time) {
        actors.parked().change(time, 1);
    }

    @Override
    public void unparked(int thread, long time) {
        actors.parked().change(time, -1);
    }

    @Override
    public void task(long intended, long began, long time) {
        recorder.task(time, time - intended);
        responses.record(time - intended);
    }

    @Override
    public void waiting(long time, int tasks) {
        backlog.length(time, tasks);
    }

    @Override
    public void taken(long intended, long time) {
        backlog.waited(intended, time);
    }

    @Override
    public void dropped(long intended, long time) {
        backlog.gaveUp(intended, time);
    }

    FaultMeter faults() {
        return faults;
    }

    StreakMeter streaks() {
        return streaks;
    }

    DestroyMeter destroyed() {
        return destroyed;
    }

    ModuleMeter module() {
        return module;
    }

    /** The meter of the lock of that number; one that has seen nothing if it has no queue. */
    LockMeter lock(int number) {
        return locks[number] == null ? new LockMeter(number, new Rows(0), losses, () -> 0) : locks[number];
    }

    OperationMeter operations() {
        return operations;
    }

    Latency responses() {
        return responses;
    }

    Queue backlog() {
        return backlog;
    }

    Level guests() {
        return guests.count();
    }

    long kicks() {
        return kicks;
    }

    long flushes() {
        return flushes;
    }

    long messages() {
        return messages;
    }

    ZapMeter zaps() {
        return zaps;
    }

    Losses losses() {
        return losses;
    }

    ActorMeter actors() {
        return actors;
    }

    /** Interrupts between processors, but for answers. */
    long ipis() {
        return ipis;
    }

    /** How often the epoch of the TD went on. */
    long tracks() {
        return tracks;
    }

    Recorder recorder() {
        return recorder;
    }

    /** From when on everything counts. */
    long origin() {
        return origin;
    }

    /** Until when. */
    long end() {
        return end;
    }
}
