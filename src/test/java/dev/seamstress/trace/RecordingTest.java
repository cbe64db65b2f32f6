package dev.seamstress.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.engine.Engine;
import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.model.handshake.Narrator;
import dev.seamstress.sched.RandomWalk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a recording tells again what it was told. Method: runs recorded and listened to at once, and each limit. */
class RecordingTest {
    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 7, 0x5a0L})
    void tellsAgainWhatItWasTold(long seed) {
        Told told = new Told();
        Recording recording = new Recording(Integer.MAX_VALUE);
        for (TraceSink sink : List.of(told, recording)) {
            Engine engine = new Engine(new Handshake(4, 3, 3).assembly(), false);
            engine.setSink(new Narrator(sink));
            engine.run(new RandomWalk(seed), Integer.MAX_VALUE);
        }
        assertThat(told.lines).hasSizeGreaterThan(150);
        assertThat(replayed(recording)).isEqualTo(told.lines);
        assertThat(recording.size()).isEqualTo(told.lines.size());
        assertThat(recording.dropped()).isZero();
    }

    @Test
    void keepsEveryNumberThatAnEventHas() {
        Recording recording = new Recording(1000);
        Told told = new Told();
        for (Event event : Event.values()) {
            long[] numbers = new long[4];
            for (int i = 0; i < event.arity(); i++) {
                numbers[i] = Long.MIN_VALUE + i;
            }
            for (TraceSink sink : List.of(told, recording)) {
                sink.event(event.ordinal(), 65_535, event, numbers[0], numbers[1], numbers[2], numbers[3]);
            }
        }
        assertThat(replayed(recording)).isEqualTo(told.lines);
        assertThat(recording.events()).isEqualTo(Event.values().length);
    }

    @Test
    void keepsLargeIds() {
        Recording recording = new Recording(10);
        recording.delivered(Integer.MAX_VALUE, 65_535, 40_000, Continue.CONTINUE);
        assertThat(replayed(recording)).containsExactly("delivered 2147483647 65535 40000 CONTINUE");
    }

    @Test
    void keepsTheFirstAndCountsTheRest() {
        Recording recording = new Recording(3);
        recording.delivered(0, 1, 2, new Tdx.Accept(5));
        recording.sent(0, 2, 1, new Tdx.GuestReturn(6));
        recording.event(0, 2, Event.VM_DEAD, 0, 0, 0, 0);
        recording.delivered(1, 2, 1, new Tdx.GuestReturn(6));
        recording.event(1, 1, Event.FAULT_DONE, 1, 2, 0, 0);
        assertThat(replayed(recording))
                .containsExactly(
                        "delivered 0 1 2 Accept[rcx=5]",
                        "sent 0 2 1 GuestReturn[status=6]",
                        "event 0 2 VM_DEAD 0 0 0 0");
        assertThat(recording.size()).isEqualTo(3);
        assertThat(recording.dropped()).isEqualTo(2);
        assertThat(recording.events()).isEqualTo(1);
        assertThat(recording.lastStep()).isZero();
    }

    @Test
    void startsAnewAfterReset() {
        Recording recording = new Recording(1);
        recording.event(8, 2, Event.VM_DEAD, 0, 0, 0, 0);
        recording.event(9, 2, Event.VM_DEAD, 0, 0, 0, 0);
        recording.reset();
        assertThat(recording.size()).isZero();
        assertThat(recording.dropped()).isZero();
        assertThat(recording.lastStep()).isEqualTo(-1);
        recording.event(1, 3, Event.FAULT_DONE, 4, 5, 0, 0);
        assertThat(replayed(recording)).containsExactly("event 1 3 FAULT_DONE 4 5 0 0");
    }

    @Test
    void refusesANegativeLimit() {
        assertThatThrownBy(() -> new Recording(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> replayed(Recording recording) {
        Told told = new Told();
        recording.replay(told);
        return told.lines;
    }

    private static final class Told implements TraceSink {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void delivered(int step, int from, int to, Message message) {
            lines.add("delivered " + step + " " + from + " " + to + " " + message);
        }

        @Override
        public void sent(int step, int from, int to, Message message) {
            lines.add("sent " + step + " " + from + " " + to + " " + message);
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            lines.add("event " + step + " " + actor + " " + event + " " + a + " " + b + " " + c + " " + d);
        }
    }
}
