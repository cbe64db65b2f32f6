package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.load.demand.Relay;
import dev.seamstress.load.demand.Workload;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.Meter;
import dev.seamstress.load.sim.Observer;
import dev.seamstress.load.sim.Simulation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: in a whole load nobody does two things at once: a thread is in one place at a time, and a lock's word serves
 * one processor at a time.
 *
 * <p>Method: jobs in which messages come to whoever is busy: answers of many kicked vCPUs, requests for one lock. Each
 * step that is no interrupt begins when the machine's last one has ended.
 */
class OneThingAtATimeTest {
    private static final class Steps implements Observer {
        private final long[] endedAt;
        private boolean isInterrupt;
        private long late;
        private long overlaps;

        Steps(int machines) {
            endedAt = new long[machines];
        }

        @Override
        public void due(long at, long start) {
            late += start > at ? 1 : 0;
        }

        @Override
        public void delivered(long time, int from, int to, Message message) {
            isInterrupt = message instanceof Ipi && message != Ipi.DONE;
            overlaps += !isInterrupt && time < endedAt[to] ? 1 : 0;
        }

        @Override
        public void done(long time, int machine) {
            endedAt[machine] = isInterrupt ? endedAt[machine] : time;
        }

        @Override
        public void event(long time, long until, int machine, Event event, long a, long b, long c, long d) {}

        @Override
        public void owned(long time, int machine, long word, long old, long next) {}
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "phases = [{ do = accept, closed {} }, { do = churn, closed {}, unit = 16KiB, for = 3ms }]",
                "phases = [{ do = accept, closed {}, pages = sequential }]\ncosts { lock.word = 2us }",
            })
    void aStepBeginsWhenTheLastOneHasEnded(String lines) {
        Job job = Jobs.of("td { vcpus = 8, memory = 2MiB, pool = 512KiB }", lines, "replications = 1");
        Relay relay = new Relay();
        LoadWorld world = new LoadWorld(job);
        Workload workload = new Workload(LoadWorld.workloadId(job, 0), job, LoadWorld.FIRST_GFN, 1, relay, relay);
        CostBook costs = new CostBook(job, 1);
        Steps steps = new Steps(LoadWorld.machines(job));
        Simulation simulation = new Simulation(world.assembly(costs, workload, workload), world.fills(), costs, steps);
        Meter meter = new Meter(
                job.vm().vcpus(),
                LoadWorld.threads(job),
                world.mmu(),
                world.contended(),
                world.tdxMemory(),
                world.sharedBit());
        relay.connect(meter, simulation);
        simulation.run(workload::isOver);
        assertThat(steps.late).as("messages that had to wait").isGreaterThan(50);
        assertThat(steps.overlaps).isZero();
    }
}
