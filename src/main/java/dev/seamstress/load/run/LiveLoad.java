package dev.seamstress.load.run;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.load.demand.Relay;
import dev.seamstress.load.demand.Workload;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.OpTimes;
import dev.seamstress.load.sim.SimMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A job for a driver that has a clock of its own: the same machines, fed by the same workload, whose phases and pauses
 * last as long as that clock says. It ends by itself when no message is left.
 *
 * <p>What single pieces of work cost does not count: they take as long as they take. Only the TDX module's calls and
 * what the workload waits for set timers.
 */
public final class LiveLoad {
    /** More pages of memory than this are not for a live run: each has a first value of its own. */
    public static final long PAGES_MAX = 1 << 20;

    private final Job job;
    private final Workload workload;
    private final OpTimes times;
    private final Assembly assembly;

    /**
     * A run of the job.
     *
     * <p>Requires: at most {@link #PAGES_MAX} pages, and one TD.
     *
     * @param clock nanoseconds since the run began; asked by the workload only
     */
    public LiveLoad(Job job, long seed, LongSupplier clock) {
        this.job = job;
        Relay relay = new Relay();
        LoadWorld world = new LoadWorld(job);
        CostBook costs = new CostBook(job, seed);
        this.workload = new Workload(LoadWorld.workloadId(job, 0), job, LoadWorld.FIRST_GFN, seed, relay, relay);
        this.times = new OpTimes(LoadWorld.threads(job), job.measure().warmupNs());
        relay.connect(times, clock);
        Assembly first = world.assembly(costs, workload, workload);
        List<Assembly.Initial> initials = new ArrayList<>();
        world.fills().forEach(fill -> addAll(fill, initials));
        initials.addAll(first.initials());
        this.assembly = new Assembly(first.machines(), first.map(), initials, first.watches());
    }

    private static void addAll(SimMemory.Fill fill, List<Assembly.Initial> initials) {
        long words = (long) fill.pages() * MemoryMap.WORDS_PER_PAGE;
        for (long word = fill.word(); word < fill.word() + words; word++) {
            initials.add(new Assembly.Initial(word, fill.value()));
        }
    }

    /** What is to be run, once. */
    public Assembly assembly() {
        return assembly;
    }

    /** How long operations took; read when the run is over. */
    public OpTimes times() {
        return times;
    }

    /** True if a thread found the VM dead; read when the run is over. */
    public boolean isDead() {
        return workload.isDead();
    }

    /** What the machine with that id is. */
    public Role role(int machine) {
        int threads = LoadWorld.threads(job);
        return machine < job.vm().vcpus()
                ? Role.VCPU
                : machine < threads
                        ? Role.HOST
                        : machine == threads ? Role.MMU : machine == threads + 1 ? Role.TDX_MODULE : Role.WORKLOAD;
    }

    /** What a machine is. */
    public enum Role {
        VCPU("vCPUs"),
        HOST("host threads"),
        MMU("mmu"),
        TDX_MODULE("tdx module"),
        WORKLOAD("workload");

        private final String text;

        Role(String text) {
            this.text = text;
        }

        /** What people call all of them. */
        public String text() {
            return text;
        }
    }
}
