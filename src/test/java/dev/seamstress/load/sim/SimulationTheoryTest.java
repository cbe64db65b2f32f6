package dev.seamstress.load.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.load.random.Draw;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: a machine is one server: what comes while it is busy waits, in order, as long as theory says.
 *
 * <p>Method: a source of messages, and two machines in a row, each of which spends an exponential time on a message and
 * passes it on. Both are M/M/1, the second by Burke's theorem. No load job is so simple: there whoever is busy is asked
 * for little.
 */
class SimulationTheoryTest {
    private static final int SOURCE = 0;
    private static final int LAST = 2;
    private static final double SERVICE_NS = 10_000;
    private static final double RHO = 0.8;
    private static final long MESSAGES = 1_500_000;

    private final Draw gaps = Draw.of(1, 1);
    private final Draw services = Draw.of(1, 2);

    /** Sends messages as a Poisson process. */
    private final class Source extends Machine {
        private long sent;

        Source() {
            super(SOURCE, "source");
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            fx.send(SOURCE + 1, Continue.CONTINUE);
            sent++;
            if (sent < MESSAGES) {
                fx.after(Math.round(gaps.exponential(SERVICE_NS / RHO)), SOURCE, Continue.CONTINUE);
            }
        }

        @Override
        public void fields(Fields f) {
            sent = f.word("sent", sent);
        }
    }

    /** Works, and passes on. */
    private static final class Server extends Machine {
        Server(int id) {
            super(id, "server" + id);
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            fx.trace(Event.GUEST_ACCESS);
            if (id() < LAST) {
                fx.send(id() + 1, Continue.CONTINUE);
            }
        }

        @Override
        public void fields(Fields f) {}
    }

    /** Everything is free but work. */
    private final class Work implements Timing {
        @Override
        public long taking(Machine machine, int from, Message message) {
            return 0;
        }

        @Override
        public boolean interrupts(Message message) {
            return false;
        }

        @Override
        public long cost(int machine, Event event, long a, long b, long c, long d) {
            return Math.round(services.exponential(SERVICE_NS));
        }

        @Override
        public long again(int machine) {
            return 1;
        }

        @Override
        public long latency(int from, int to, Message message) {
            return 0;
        }
    }

    /** How long messages wait for each machine, how long it works, and whether it ever begins before it has ended. */
    private static final class Clock implements Observer {
        private final double[] waited = new double[LAST + 1];
        private final double[] worked = new double[LAST + 1];
        private final long[] taken = new long[LAST + 1];
        private final long[] endedAt = new long[LAST + 1];
        private long due;
        private long began;
        private int overlaps;
        private long end;

        @Override
        public void due(long at, long start) {
            due = at;
        }

        @Override
        public void delivered(long time, int from, int to, Message message) {
            waited[to] += time - due;
            taken[to]++;
            overlaps += time < endedAt[to] ? 1 : 0;
            began = time;
        }

        @Override
        public void done(long time, int machine) {
            worked[machine] += time - began;
            endedAt[machine] = time;
            end = Math.max(end, time);
        }

        @Override
        public void event(long time, long until, int machine, Event event, long a, long b, long c, long d) {}

        @Override
        public void owned(long time, int machine, long word, long old, long next) {}
    }

    @Test
    void twoMachinesInARowAreTwoQueues() {
        Clock clock = new Clock();
        List<Machine> machines = List.of(new Source(), new Server(1), new Server(LAST));
        Assembly assembly = new Assembly(machines, new MemoryMap(), List.of());
        new Simulation(assembly, List.of(), new Work(), clock).run(() -> false);
        double wait = RHO / (1 - RHO) * SERVICE_NS;
        for (int server = 1; server <= LAST; server++) {
            assertThat(clock.taken[server]).isEqualTo(MESSAGES);
            assertThat(clock.waited[server] / MESSAGES)
                    .as("wait for %s", server)
                    .isCloseTo(wait, within(0.03 * wait));
            assertThat(clock.worked[server] / clock.end).as("busy %s", server).isCloseTo(RHO, within(0.01));
        }
        assertThat(clock.overlaps)
                .as("messages taken before the one before was dealt with")
                .isZero();
    }
}
