package dev.seamstress.load.run;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.mmu.Mmu;
import dev.seamstress.load.demand.Relay;
import dev.seamstress.load.demand.Workload;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.Meter;
import dev.seamstress.load.metrics.Meters;
import dev.seamstress.load.metrics.Recorded;
import dev.seamstress.load.metrics.Summary;
import dev.seamstress.load.random.Draw;
import dev.seamstress.load.sim.Observer;
import dev.seamstress.load.sim.SimMemory;
import dev.seamstress.load.sim.Simulation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoublePredicate;

/** One replication of a job: builds its world, plays it, and sums it up. */
public final class LoadRun {
    /** Virtual time has no more nanoseconds than so many, some 73 years: what comes to them is cut there. */
    static final long TIME_MAX = 1L << 61;

    private static final long LOOK_MASK = (1 << 16) - 1;

    private final Job job;
    private final Workload[] workloads;
    private final Meters meters;
    private final List<Relay> relays = new ArrayList<>();
    private final Simulation simulation;
    private boolean isStopped;
    private boolean isStuck;
    private final Standstill standstill = new Standstill();

    /** Requires: there is memory for it; see {@link dev.seamstress.load.job.JobFile}. */
    public LoadRun(Job job, long seed) {
        this(job, seed, null);
    }

    /** {@code windows}: see the run beside the meter; null for nobody. */
    LoadRun(Job job, long seed, LoadWindows windows) {
        this.job = job;
        int tds = job.vm().tds();
        this.workloads = new Workload[tds];
        MemoryMap map = new MemoryMap();
        HostLocks host = tds == 1 ? null : new HostLocks(tds * LoadWorld.machines(job), map);
        CostBook costs = new CostBook(job, seed);
        List<Meter> all = new ArrayList<>();
        List<Machine> machines = new ArrayList<>();
        List<Assembly.Initial> initials = new ArrayList<>();
        List<SimMemory.Fill> fills = new ArrayList<>();
        List<LoadWorld> worlds = new ArrayList<>();
        for (int td = 0; td < tds; td++) {
            Relay relay = new Relay();
            LoadWorld world = new LoadWorld(job, map, td, host == null ? null : host.tdxLock());
            Workload workload =
                    new Workload(LoadWorld.workloadId(job, td), job, LoadWorld.FIRST_GFN, seed(seed, td), relay, relay);
            machines.addAll(world.machines(costs, workload, workload));
            initials.addAll(world.initials());
            fills.addAll(world.fills());
            Mmu mmu = world.mmu();
            all.add(new Meter(
                    job.vm().vcpus(),
                    LoadWorld.threads(job),
                    mmu,
                    world.contended(),
                    world.tdxMemory(),
                    world.sharedBit()));
            workloads[td] = workload;
            relays.add(relay);
            worlds.add(world);
        }
        if (host != null) {
            machines.add(host);
        }
        this.meters = new Meters(all, LoadWorld.machines(job), () -> host == null ? 0 : host.waitingCount());
        Assembly assembly = new Assembly(machines, map, initials);
        Observer observer = tds == 1 ? all.get(0) : meters;
        if (windows != null) {
            windows.connect(observer, all, assembly, worlds);
            observer = windows.observer();
        }
        this.simulation = new Simulation(assembly, fills, costs, observer);
        for (int td = 0; td < tds; td++) {
            relays.get(td).connect(windows == null ? all.get(td) : windows.watcher(td), simulation);
        }
    }

    /** TDs that are alike do not do the same at the same time; the first does what it would do alone. */
    private static long seed(long seed, int td) {
        return td == 0 ? seed : Draw.seed(seed, td);
    }

    private boolean isOver() {
        for (Workload each : workloads) {
            if (!each.isOver()) {
                return false;
            }
        }
        return true;
    }

    /**
     * What came of it.
     *
     * @param recorded what it was like while it lasted
     * @param isDead a KVM_BUG_ON of the model ended it
     * @param isStuck it was ended as nothing got on any more
     * @param endNs virtual time at the end, warm-up included
     * @param bytes of shared words at the end
     */
    public record Outcome(
            Summary summary, Recorded recorded, boolean isDead, boolean isStuck, long endNs, long steps, long bytes) {}

    /**
     * What can be said of a run before it is over.
     *
     * @param ns virtual time
     * @param faults how many were handled, after the warm-up
     * @param p99 of the times of private ones, in nanoseconds
     */
    public record SoFar(long ns, long faults, long p99) {}

    /** How far it has come. Requires: called from the thread that plays it. */
    public SoFar soFar() {
        return new SoFar(simulation.time(), meters.faults(), meters.privateP99());
    }

    /** How much it has done, in the unit of {@link Meters#done}. */
    long done() {
        return meters.done();
    }

    /** From now on the series hears of tasks of the last phase; of several TDs of the first one's. */
    void listen(TaskSeries series) {
        int last = job.phases().size() - 1;
        Workload first = workloads[0];
        relays.get(0).listen((intended, time) -> {
            if (first.phase() < last) {
                series.before(time);
            } else {
                series.add(time, time - intended);
            }
        });
    }

    /** Plays it up to a virtual time, unless it is stopped before. */
    void playTo(long ns, BooleanSupplier isInterrupted) {
        simulation.run(() -> isOver(share -> !isInterrupted.getAsBoolean()) || simulation.time() > ns);
    }

    /** Plays it to its end. */
    public Outcome play() {
        return play(share -> true);
    }

    /**
     * The same, but returns null if it is stopped: {@code goesOn} is told now and then which share of the run is done,
     * and ends the run by saying no.
     */
    Outcome play(DoublePredicate goesOn) {
        long warmup = job.measure().warmupNs();
        if (warmup > 0) {
            simulation.run(() -> isOver(goesOn) || simulation.time() >= warmup);
            meters.reset(simulation.time());
        }
        simulation.run(() -> isOver(goesOn));
        if (isStopped) {
            return null;
        }
        for (Workload each : workloads) {
            each.abandon();
        }
        meters.close(simulation.time());
        return new Outcome(
                Summary.of(meters),
                meters.recorded(),
                Arrays.stream(workloads).anyMatch(Workload::isDead),
                isStuck,
                simulation.time(),
                simulation.steps(),
                simulation.memory().bytes());
    }

    private boolean isOver(DoublePredicate goesOn) {
        if ((simulation.steps() & LOOK_MASK) == 0) {
            isStopped = isStopped || !isOver() && !goesOn.test(workloads[0].share());
            isStuck = isStuck || standstill.look(done(), simulation.steps(), simulation.time());
        }
        return isStopped || isStuck || isOver() || simulation.time() >= TIME_MAX;
    }
}
