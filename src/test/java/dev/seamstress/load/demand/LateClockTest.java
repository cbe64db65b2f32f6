package dev.seamstress.load.demand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.NoFx;
import dev.seamstress.core.thread.Feed;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.load.run.Jobs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: tasks of an open phase count from when they were to begin, also where a timer is late, as timers of the wall
 * clock are. Method: the workload alone, with a clock that the test sets.
 */
class LateClockTest {
    private static final int VCPU = 0;
    private static final int WORKLOAD = 3;

    private final List<Long> intended = new ArrayList<>();
    private final Later later = new Later();
    private long now;

    private final Workload workload = new Workload(
            WORKLOAD,
            Jobs.of(
                    "td { vcpus = 1, memory = 64KiB }",
                    "phases = [{ do = accept, open { rate = 100k/s, arrivals = constant }, for = 1ms }]"),
            0x100,
            1,
            new Intended(),
            () -> now);

    /** The next thing that the workload has put off comes at that time. */
    private void passes(long time) {
        now = time;
        workload.on(WORKLOAD, later.messages.remove(0), later);
    }

    @Test
    void aLateTimerDoesNotMoveWhenATaskWasToBegin() {
        workload.on(VCPU, new Feed.Next(-1), later);
        later.messages.removeIf(Tick.PhaseOver.class::isInstance);
        assertThat(later.ns).contains(10_000L);
        passes(10_000);
        passes(23_000);
        passes(47_000);
        workload.on(VCPU, new Feed.Next(OpResult.OK.ordinal()), later);
        workload.on(VCPU, new Feed.Next(OpResult.OK.ordinal()), later);
        assertThat(intended).containsExactly(10_000L, 20_000L, 30_000L);
    }

    /** Keeps what the workload puts off; nothing else happens to it here. */
    private static final class Later extends NoFx {
        private final List<Message> messages = new ArrayList<>();
        private final List<Long> ns = new ArrayList<>();

        @Override
        public void after(long delay, int lp, Message message) {
            messages.add(message);
            ns.add(delay);
        }

        @Override
        public void send(int to, Message message) {}
    }

    /** Keeps when tasks were to begin that a vCPU has taken. */
    private final class Intended implements Watcher {
        @Override
        public void begun(int thread, OpClass what, long time) {}

        @Override
        public void ended(int thread, OpClass what, long time, OpResult result) {}

        @Override
        public void task(long start, long began, long time) {}

        @Override
        public void taken(long start, long time) {
            intended.add(start);
        }

        @Override
        public void dropped(long start, long time) {}

        @Override
        public void waiting(long time, int tasks) {}
    }
}
