package dev.seamstress.load.run;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.mmu.Mmu;
import dev.seamstress.load.demand.Relay;
import dev.seamstress.load.demand.Workload;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.Meter;
import dev.seamstress.load.metrics.Recorded;
import dev.seamstress.load.metrics.Summary;
import dev.seamstress.load.sim.Simulation;
import java.util.function.BooleanSupplier;
import java.util.function.DoublePredicate;

/** One replication of a job: builds its world, plays it, and sums it up. */
public final class LoadRun {
    private static final long LOOK_MASK = (1 << 16) - 1;

    private final Job job;
    private final Relay relay = new Relay();
    private final Workload workload;
    private final Meter meter;
    private final Simulation simulation;
    private boolean isStopped;

    /** Requires: there is memory for it; see {@link dev.seamstress.load.job.JobFile}. */
    public LoadRun(Job job, long seed) {
        this(job, seed, null);
    }

    /** {@code window}: sees the run beside the meter; null for nobody. */
    LoadRun(Job job, long seed, LoadWindow window) {
        this.job = job;
        LoadWorld world = new LoadWorld(job);
        int threads = LoadWorld.threads(job);
        CostBook costs = new CostBook(job.costs(), seed, threads);
        this.workload = new Workload(LoadWorld.workloadId(job), job, LoadWorld.FIRST_GFN, seed, relay, relay);
        Assembly assembly = world.assembly(costs, workload, workload);
        Mmu mmu = (Mmu) assembly.machines().get(threads);
        this.meter = new Meter(job.vm().vcpus(), threads, mmu, world.contended(), world.tdxMemory(), world.sharedBit());
        if (window != null) {
            window.connect(meter, assembly, world);
        }
        this.simulation = new Simulation(assembly, world.fills(), costs, window == null ? meter : window);
        relay.connect(window == null ? meter : window, simulation);
    }

    /**
     * What came of it.
     *
     * @param isDead a KVM_BUG_ON of the model ended it
     * @param endNs virtual time at the end, warm-up included
     * @param bytes of shared words at the end
     */
    public record Outcome(Summary summary, Recorded recorded, boolean isDead, long endNs, long steps, long bytes) {}

    /** From now on the series hears of tasks of the last phase. */
    void listen(TaskSeries series) {
        int last = job.phases().size() - 1;
        relay.listen((intended, time) -> {
            if (workload.phase() < last) {
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
            meter.reset(simulation.time());
        }
        simulation.run(() -> isOver(goesOn));
        if (isStopped) {
            return null;
        }
        meter.close(simulation.time());
        return new Outcome(
                Summary.of(meter),
                meter.recorded(),
                workload.isDead(),
                simulation.time(),
                simulation.steps(),
                simulation.memory().bytes());
    }

    private boolean isOver(DoublePredicate goesOn) {
        if ((simulation.steps() & LOOK_MASK) == 0) {
            isStopped = isStopped || !workload.isOver() && !goesOn.test(workload.share());
        }
        return isStopped || workload.isOver();
    }
}
