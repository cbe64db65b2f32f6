package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.load.job.Job;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a thread's work costs depends on the seed and on who it is, not on how many others there are. Method: the
 * first times that threads of TDs of several sizes draw.
 */
final class CostBookTest {
    private static final long SEED = 7;

    private static Job job(int vcpus, int tds) {
        return Jobs.of(
                "tds = " + tds,
                "td { vcpus = " + vcpus + ", memory = 2MiB }",
                "phases = [{ do = accept, closed {}, pages = sequential }]",
                "background = [{ do = notify, size = 4KiB, every = 1ms }, { do = notify, size = 4KiB, every = 2ms }]");
    }

    private static List<Long> times(Job job, int machine) {
        CostBook book = new CostBook(job, SEED);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            book.taking(new Idle(machine), machine, Continue.CONTINUE);
            times.add(book.ns(Costs.Kind.PAGE_REMOVE));
        }
        return times;
    }

    @Test
    void aVcpuDrawsTheSameHoweverManyThereAre() {
        assertThat(times(job(2, 1), 1)).isEqualTo(times(job(64, 1), 1));
    }

    @Test
    void soDoesAThreadOfTheHost() {
        assertThat(times(job(2, 1), 2)).isEqualTo(times(job(64, 1), 64));
        assertThat(times(job(2, 1), 3)).isEqualTo(times(job(64, 1), 65));
    }

    @Test
    void andEachTd() {
        Job small = job(2, 3);
        Job large = job(64, 3);
        for (int td = 0; td < 3; td++) {
            for (int thread = 0; thread < 2; thread++) {
                int inSmall = td * LoadWorld.machines(small);
                int inLarge = td * LoadWorld.machines(large);
                assertThat(times(small, inSmall + thread)).isEqualTo(times(large, inLarge + thread));
                assertThat(times(small, inSmall + 2 + thread)).isEqualTo(times(large, inLarge + 64 + thread));
            }
        }
    }

    @Test
    void noTwoThreadsDrawTheSame() {
        Job job = job(64, 3);
        Set<List<Long>> all = new HashSet<>();
        for (int td = 0; td < 3; td++) {
            for (int thread = 0; thread < LoadWorld.threads(job); thread++) {
                all.add(times(job, td * LoadWorld.machines(job) + thread));
            }
        }
        assertThat(all).hasSize(3 * LoadWorld.threads(job));
    }

    /** The n-th of a step that goes out comes so much later than the first; each step begins anew. */
    @Test
    void interruptsGoOutOneAfterTheOther() {
        CostBook book = new CostBook(
                Jobs.of(
                        "td { vcpus = 4, memory = 2MiB }",
                        "phases = [{ do = accept, closed {} }]",
                        "costs { ipi { first = 1us, next = 10ns, ack = 300ns } }"),
                SEED);
        for (int step = 0; step < 2; step++) {
            book.taking(new Idle(0), 0, Continue.CONTINUE);
            assertThat(book.latency(0, 1, Ipi.CALL)).isEqualTo(1000);
            assertThat(book.latency(0, 2, Ipi.CALL)).isEqualTo(1010);
            assertThat(book.latency(0, 3, Ipi.RESCHEDULE)).isEqualTo(1020);
        }
    }

    /** Who is in the guest answers when it has left it, and that exit is the one that the vCPU pays for then. */
    @Test
    void anAnswerFromTheGuestComesAfterItsExit() {
        CostBook book = new CostBook(
                Jobs.of(
                        "td { vcpus = 2, memory = 2MiB }",
                        "phases = [{ do = accept, closed {} }]",
                        "costs { ipi.ack = 300ns, kernel.exit = 7ns, tdx.exit { uniform { min = 1us, max = 9us } } }"),
                SEED);
        book.taking(new Idle(1), 3, Continue.CONTINUE);
        long answer = book.latency(1, 0, Ipi.DONE);
        assertThat(book.cost(1, Event.KVM_EXIT, 0, 0, 0, 0)).isEqualTo(answer - 300 + 7);
        assertThat(book.cost(1, Event.KVM_EXIT, 0, 0, 0, 0)).isNotEqualTo(answer - 300 + 7);
        book.taking(new Idle(1), 0, Ipi.CALL);
        assertThat(book.latency(1, 0, Ipi.DONE)).as("it was out already").isEqualTo(300);
    }

    private static final class Idle extends Machine {
        Idle(int id) {
            super(id, "idle");
        }

        @Override
        public void on(int from, Message message, Fx fx) {}

        @Override
        public void fields(Fields f) {}
    }
}
