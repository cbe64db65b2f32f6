package dev.seamstress.load.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.thread.Feed;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.thread.PrefaultOp;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.JobFile;
import dev.seamstress.load.sim.Observer;
import dev.seamstress.load.sim.Simulation;
import java.nio.file.Path;
import java.util.List;

/**
 * One thread maps all memory of a TD, page by page, by KVM_PRE_FAULT_MEMORY, and nobody is in its way; nothing is
 * metered. It shows what the machines and their driver cost by themselves.
 */
public final class MappingRun {
    private static final int HOST = 1;
    private static final int VIA = 1;

    private final LoadWorld world;
    private final Simulation simulation;
    private final Feeder feeder;

    /** All of {@code pages}. Errors: {@link IllegalArgumentException} if there is no memory for so many. */
    public MappingRun(long pages) {
        Job job = job(pages);
        CostBook costs = new CostBook(job, 1);
        this.world = new LoadWorld(job);
        this.feeder = new Feeder(LoadWorld.workloadId(job, 0));
        PrefaultOp all = new PrefaultOp(GfnRange.of(LoadWorld.FIRST_GFN, pages), VIA);
        Assembly assembly = world.assembly(costs, feeder, (thread, number) -> all);
        this.simulation = new Simulation(assembly, world.fills(), costs, new Nobody());
    }

    /** One TD with so much memory, and a thread of the host that prefaults. */
    static Job job(long pages) {
        JobFile.Limits limits = new JobFile.Limits(Runtime.getRuntime().maxMemory(), List.of());
        String text = "td { vcpus = 1, memory = " + pages * 4 + "KiB }\nphases = [{ do = accept, closed {} }]\n"
                + "background = [{ do = prefault, size = 4KiB, every = 1s }]\n";
        JobFile.Read read = JobFile.read(Path.of("mapping.conf"), text.getBytes(UTF_8), List.of(), limits);
        return read.job()
                .orElseThrow(() -> new IllegalArgumentException(read.problems().render()));
    }

    /** Maps them all. Errors: {@link ModelBug} if that ends otherwise than well. */
    public void play() {
        simulation.run(() -> feeder.result >= 0);
        if (feeder.result != OpResult.OK.ordinal()) {
            throw new ModelBug("pages were not mapped: " + feeder.result);
        }
    }

    /** Bytes that hold the words of a class, by its name. */
    public long bytes(String wordClass) {
        return simulation.memory().bytes(wordClass);
    }

    /** The entry of a gfn in the mirror. */
    long entry(long gfn) {
        return simulation.memory().read(world.mirrorEntry(gfn));
    }

    /** Messages that were delivered. */
    public long steps() {
        return simulation.steps();
    }

    /** Offers the host's thread one operation, and the vCPU nothing. */
    private static final class Feeder extends Machine {
        private int result = -1;

        Feeder(int id) {
            super(id, "feeder");
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            if (from != HOST) {
                return;
            }
            result = ((Feed.Next) message).result();
            if (result < 0) {
                fx.send(from, new Feed.Offer(1));
            }
        }

        @Override
        public void fields(Fields f) {}
    }

    /** Meters nothing. */
    private static final class Nobody implements Observer {
        @Override
        public void delivered(long time, int from, int to, Message message) {}

        @Override
        public void done(long time, int machine) {}

        @Override
        public void event(long time, long until, int machine, Event event, long a, long b, long c, long d) {}

        @Override
        public void owned(long time, int machine, long word, long old, long next) {}
    }
}
