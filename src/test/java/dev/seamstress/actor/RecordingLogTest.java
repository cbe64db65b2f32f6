package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.actor.Toys.Note;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: a live log loses nothing. Method: two logs written by hand, numbered crosswise, read back as lines. */
class RecordingLogTest {
    private static final Machine P0 = Toys.waiter(0, "P0", (from, message, fx) -> {});
    private static final Machine P1 = Toys.waiter(1, "P1", (from, message, fx) -> {});

    private final LiveRun run = new LiveRun(Integer.MAX_VALUE);
    private final RecordingLog first = new RecordingLog(run, 0);
    private final RecordingLog second = new RecordingLog(run, 1);
    private final List<String> lines = new ArrayList<>();

    private final TraceSink sink = new TraceSink() {
        @Override
        public void delivered(int step, int from, int to, Message message) {
            lines.add(step + " " + from + ">" + to + " " + ((Note) message).number());
        }

        @Override
        public void sent(int step, int from, int to, Message message) {
            lines.add(step + " sent " + from + ">" + to + " " + ((Note) message).number());
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            lines.add(step + " " + actor + " " + event + " " + a + " " + b + " " + c + " " + d);
        }
    };

    @Test
    void stepsAreToldInTheOrderOfTheirNumbers() {
        first.delivered(1, P0, new Note(10));
        second.delivered(0, P1, new Note(20));
        second.number();
        first.sent(0, 1, new Note(11));
        first.departing(1);
        first.delivered(0, P0, new Note(12));
        first.departing(1);
        second.sent(1, 0, new Note(21));
        second.departing(1);
        Schedule schedule = RecordingLog.merge(List.of(first, second), run.steps(), sink);
        assertThat(schedule).hasToString("0>1 1>0 0>0");
        assertThat(lines).containsExactly("0 0>1 20", "0 sent 1>0 21", "1 1>0 10", "1 sent 0>1 11", "2 0>0 12");
    }

    @Test
    void eventsKeepAllTheirNumbers() {
        first.delivered(0, P0, new Note(1));
        first.event(0, Event.VM_DEAD, 0, 0, 0, 0);
        first.event(0, Event.SEAMCALL_DONE, 0, -1, 0, Long.MIN_VALUE);
        first.event(0, Event.SPTE_FROZEN, 5, 0, Long.MAX_VALUE, 0);
        first.departing(1);
        RecordingLog.merge(List.of(first, second), run.steps(), sink);
        assertThat(lines)
                .containsExactly(
                        "0 0>0 1",
                        "0 0 VM_DEAD 0 0 0 0",
                        "0 0 SEAMCALL_DONE 0 -1 0 " + Long.MIN_VALUE,
                        "0 0 SPTE_FROZEN 5 0 " + Long.MAX_VALUE + " 0");
    }

    @Test
    void aLongLogKeepsItsOrder() {
        int steps = 30_000;
        for (int i = 0; i < steps; i++) {
            first.delivered(0, P0, new Note(i));
            first.event(0, Event.SPTE_FROZEN, i, i, i, i);
            first.departing(1);
        }
        RecordingLog.merge(List.of(first, second), run.steps(), sink);
        assertThat(lines).hasSize(2 * steps);
        assertThat(lines.get(2 * steps - 2)).isEqualTo("29999 0>0 29999");
        assertThat(lines.get(2 * steps - 1)).isEqualTo("29999 0 SPTE_FROZEN 29999 29999 29999 29999");
    }
}
