package dev.seamstress.load.demand;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.thread.DestroyOp;
import dev.seamstress.core.thread.Feed;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.thread.OperationSource;
import dev.seamstress.core.thread.ThreadOp;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.Phase;
import dev.seamstress.load.job.Pool;
import dev.seamstress.load.random.Draw;
import java.util.function.LongSupplier;

/**
 * Tells each thread of a load run what to do next, and when: the machine that feeds them all.
 *
 * <p>Phases follow one another. If the TD is to be destroyed after the last one, each thread ends what it is doing and
 * closes its files, and then one more thread, the last, destroys it. A phase ends when its time is over, or when its
 * pages are done; a task that is under way then is finished, and its vCPU goes on with the next phase. Tasks of an open
 * phase that no vCPU has taken when it ends are dropped, and count for nothing.
 *
 * <p>Source: none; this is the load's, not KVM's. A run is never taken back, so it lists no fields.
 */
public final class Workload extends Machine implements OperationSource {
    private static final OpResult[] RESULTS = OpResult.values();
    private static final int STREAMS = 1 << 16;

    /** Between the threads and the workload: the MMU and the TDX module. */
    private static final int MACHINES_BEFORE = 2;

    private static final double NEVER_NS = 1e18;

    private final Job job;
    private final Watcher watcher;
    private final LongSupplier clock;
    private final Memory memory;
    private final Pool pool;
    private final Worker[] workers;
    private final Backlog backlog = new Backlog();
    private final long seed;
    private final int first;
    private final Draw arrivals;
    private int phase = -1;
    private long phaseStart;
    private double arrivalCount;
    private long nextArrival;
    private boolean isEnding;
    private boolean isOver;
    private boolean isDead;

    /**
     * The workload with that machine id, three above those of the threads: vCPUs first, then one for each background,
     * and one that destroys the TD, if it is to be.
     *
     * @param firstGfn of the memslot
     * @param clock tells the time of the delivery that is under way
     */
    public Workload(int id, Job job, long firstGfn, long seed, Watcher watcher, LongSupplier clock) {
        super(id, "load");
        this.job = job;
        this.watcher = watcher;
        this.clock = clock;
        this.seed = seed;
        this.memory = new Memory(firstGfn, job.vm().pages());
        this.pool = Pool.of(job);
        this.arrivals = Draw.of(seed, 2);
        this.workers = new Worker[job.vm().vcpus() + job.background().size() + (job.isDestroyed() ? 1 : 0)];
        for (int i = 0; i < workers.length; i++) {
            int number = i - job.vm().vcpus();
            Task task = number < 0 ? new Task(memory) : null;
            HostWork host = number >= 0 && number < job.background().size()
                    ? HostWork.of(job, number, memory, Draw.of(seed, 3L * STREAMS + number))
                    : null;
            workers[i] = new Worker(i, task, host, Draw.of(seed, (long) STREAMS + i));
        }
        this.first = id - MACHINES_BEFORE - workers.length;
    }

    /** The run is ended before its time: nobody will take the tasks that wait. */
    public void abandon() {
        backlog.drop(watcher, clock.getAsLong());
    }

    /** True if the last phase has ended, or the VM. */
    public boolean isOver() {
        return isOver;
    }

    /** True if a thread found the VM dead. */
    public boolean isDead() {
        return isDead;
    }

    /** The phase that is under way, from 0; -1 before the first. */
    public int phase() {
        return phase;
    }

    /** Which share of the job is done; see {@link JobShare}. */
    public double share() {
        return phase < 0 ? 0 : JobShare.of(job, phase, clock.getAsLong() - phaseStart, workers);
    }

    @Override
    public ThreadOp operation(int thread, int number) {
        return workers[thread - first].op;
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        if (isOver) {
            return; // where nobody looks whether it is, as among actors, the run ends for want of messages
        }
        if (message instanceof Feed.Next next) {
            asked(workers[from - first], next.result() < 0 ? null : RESULTS[next.result()], fx);
        } else if (message instanceof Tick.Due due && (!isEnding || workers[due.thread()].isHalfDone())) {
            resumed(workers[due.thread()], fx);
        } else if (isEnding) {
            return; // whatever the time has come for
        } else if (message instanceof Tick.Arrival arrival) {
            arrived(arrival, fx);
        } else if (message instanceof Tick.PhaseOver over) {
            if (over.phase() == phase) {
                nextPhase(fx);
            }
        } else {
            throw new ModelBug(this + " cannot take " + message);
        }
    }

    private void asked(Worker worker, OpResult result, Fx fx) {
        if (result != null && !worker.isLeaving) {
            watcher.ended(worker.thread, worker.what, clock.getAsLong(), result);
            isDead |= result == OpResult.VMDEAD || result == OpResult.EIO;
            isOver |= isDead;
        }
        if (isDead) {
            backlog.drop(watcher, clock.getAsLong());
        }
        if (isEnding) {
            leave(worker, fx);
            return;
        }
        if (worker.host != null) {
            pause(worker, worker.host.pause(clock.getAsLong()), fx);
        } else if (worker.task == null) {
            worker.state = Worker.State.IDLE;
        } else if (phase < 0) {
            worker.state = Worker.State.IDLE;
            startIfAllAsk(fx);
        } else if (worker.hasTask) {
            proceed(worker, result, fx);
        } else {
            findTask(worker, fx);
        }
    }

    private void startIfAllAsk(Fx fx) {
        for (int i = 0; i < job.vm().vcpus(); i++) {
            if (workers[i].state != Worker.State.IDLE) {
                return;
            }
        }
        nextPhase(fx);
    }

    private Phase current() {
        return job.phases().get(phase);
    }

    private void nextPhase(Fx fx) {
        phase++;
        backlog.drop(watcher, clock.getAsLong());
        if (phase == job.phases().size()) {
            phase--;
            end(fx);
            return;
        }
        phaseStart = clock.getAsLong();
        arrivalCount = 0;
        Phase now = current();
        for (int i = 0; i < now.vcpus(); i++) {
            Draw draw = Draw.of(seed, (4L + phase) * STREAMS + i);
            workers[i].pages = new PageChooser(now, i, job.vm().mainPages(), draw);
        }
        if (now.forNs() > 0) {
            fx.after(now.forNs(), id(), new Tick.PhaseOver(phase));
        }
        if (now.pace() instanceof Phase.Open open) {
            nextArrival(open, fx);
        }
        for (int i = 0; i < now.vcpus(); i++) {
            if (workers[i].state == Worker.State.IDLE) {
                findTask(workers[i], fx);
            }
        }
    }

    private void end(Fx fx) {
        if (!job.isDestroyed()) {
            isOver = true;
            return;
        }
        isEnding = true;
        for (Worker each : workers) {
            if (each.state != Worker.State.BUSY && each.task != null) {
                offerNothing(each, fx);
            }
        }
        destroyIfAllHaveLeft(fx);
    }

    /** The thread has done what it was doing: a vCPU closes its file, and is gone then. */
    private void leave(Worker worker, Fx fx) {
        if (worker.isHalfDone()) {
            pause(worker, 0, fx);
        } else if (worker.task == null) {
            isOver |= worker.what == OpClass.DESTROY;
            worker.state = Worker.State.IDLE;
        } else if (worker.isLeaving) {
            worker.state = Worker.State.IDLE;
        } else {
            offerNothing(worker, fx);
        }
        destroyIfAllHaveLeft(fx);
    }

    private void offerNothing(Worker worker, Fx fx) {
        worker.isLeaving = true;
        worker.state = Worker.State.BUSY;
        worker.op = null;
        worker.number = worker.number + 1 & Integer.MAX_VALUE;
        fx.send(first + worker.thread, new Feed.Offer(worker.number));
    }

    private void destroyIfAllHaveLeft(Fx fx) {
        for (Worker each : workers) {
            if (each.state == Worker.State.BUSY || each.isHalfDone()) {
                return;
            }
        }
        if (!isOver) {
            offer(workers[workers.length - 1], OpClass.DESTROY, new DestroyOp(), fx);
        }
    }

    private void nextArrival(Phase.Open open, Fx fx) {
        arrivalCount += open.arrivals() == Job.Arrivals.POISSON ? arrivals.exponential(1) : 1;
        double ns = open.ns(arrivalCount, current().forNs());
        if (ns < NEVER_NS) {
            nextArrival = phaseStart + Math.round(ns);
            fx.after(Math.max(0, nextArrival - clock.getAsLong()), id(), new Tick.Arrival(phase));
        }
    }

    private void arrived(Tick.Arrival arrival, Fx fx) {
        if (arrival.phase() != phase || isOver) {
            return;
        }
        if (!backlog.add(nextArrival)) { // which may be past, where timers are late
            watcher.dropped(nextArrival, clock.getAsLong());
        }
        nextArrival((Phase.Open) current().pace(), fx);
        watcher.waiting(clock.getAsLong(), backlog.size());
        for (int i = 0; i < current().vcpus(); i++) {
            if (workers[i].state == Worker.State.IDLE && hasPages(workers[i])) {
                findTask(workers[i], fx);
                return;
            }
        }
    }

    /** True if something is left of the phase's pages for the vCPU. */
    private boolean hasPages(Worker worker) {
        return current().work() == Phase.Work.CHURN || worker.pages.hasNext();
    }

    /** The vCPU is free. */
    private void findTask(Worker worker, Fx fx) {
        worker.hasTask = false;
        worker.state = Worker.State.IDLE;
        if (worker.thread >= current().vcpus()) {
            return;
        }
        if (!hasPages(worker)) {
            endIfNothingIsLeft(fx);
        } else if (current().pace() instanceof Phase.Closed closed) {
            long ns = closed.think().ns(worker.think);
            if (ns > 0 && current().work() != Phase.Work.CHURN) {
                pause(worker, ns, fx);
            } else {
                beginTask(worker, clock.getAsLong(), fx);
            }
        } else if (backlog.size() > 0) {
            long intended = backlog.take();
            watcher.waiting(clock.getAsLong(), backlog.size());
            watcher.taken(intended, clock.getAsLong());
            beginTask(worker, intended, fx);
        }
    }

    private void beginTask(Worker worker, long intended, Fx fx) {
        boolean isChurn = current().work() == Phase.Work.CHURN;
        long page = isChurn ? pool.ofVcpu(worker.thread) : worker.pages.next();
        worker.hasTask = true;
        worker.intended = intended;
        worker.began = clock.getAsLong();
        worker.task.begin(current(), page);
        proceed(worker, null, fx);
    }

    private void endIfNothingIsLeft(Fx fx) {
        for (int i = 0; i < job.vm().vcpus(); i++) {
            boolean takesPart = i < current().vcpus();
            if (workers[i].state != Worker.State.IDLE || takesPart && hasPages(workers[i])) {
                return;
            }
        }
        nextPhase(fx);
    }

    private void proceed(Worker worker, OpResult result, Fx fx) {
        Task.Next next = worker.task.next(result);
        switch (next) {
            case OPERATION -> offer(worker, worker.task.what(), worker.task.op(), fx);
            case PAUSE -> pause(worker, held(worker), fx);
            case PARK -> {
                worker.state = Worker.State.PARKED;
                watcher.parked(worker.thread, clock.getAsLong());
            }
            case DONE -> {
                watcher.task(worker.intended, worker.began, clock.getAsLong());
                findTask(worker, fx);
            }
        }
        if (worker.task.takeUnitDone()) {
            wake(fx);
        }
    }

    /** How long memory stays shared is what a closed phase calls thinking. */
    private long held(Worker worker) {
        return worker.task.pause() instanceof Phase.Closed closed
                ? closed.think().ns(worker.think)
                : 0;
    }

    /** Those go on who waited for a page that is accepted now. */
    private void wake(Fx fx) {
        for (Worker each : workers) {
            if (each.state == Worker.State.PARKED && memory.isAccepted(each.task.page())) {
                watcher.unparked(each.thread, clock.getAsLong());
                proceed(each, null, fx);
            }
        }
    }

    private void pause(Worker worker, long ns, Fx fx) {
        worker.state = Worker.State.PAUSED;
        fx.after(ns, first + worker.thread, worker.due);
    }

    private void resumed(Worker worker, Fx fx) {
        if (worker.host != null) {
            ThreadOp op = worker.host.next();
            offer(worker, worker.host.kind(), op, fx);
        } else if (worker.hasTask) {
            proceed(worker, null, fx);
        } else if (isClosed() && worker.thread < current().vcpus() && hasPages(worker)) {
            beginTask(worker, clock.getAsLong(), fx);
        } else {
            findTask(worker, fx);
        }
    }

    private boolean isClosed() {
        return current().pace() instanceof Phase.Closed;
    }

    private void offer(Worker worker, OpClass what, ThreadOp op, Fx fx) {
        worker.state = Worker.State.BUSY;
        worker.what = what;
        worker.op = op;
        worker.number = worker.number + 1 & Integer.MAX_VALUE;
        watcher.begun(worker.thread, what, clock.getAsLong());
        fx.send(first + worker.thread, new Feed.Offer(worker.number));
    }

    @Override
    public void fields(Fields f) {}
}
