package dev.seamstress.load.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.sched.SplitMix64;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Goal: deliveries come by time, and those of one instant in the order in which they were added, however many there
 * are.
 *
 * <p>Method: random additions and removals beside a list that is searched from end to end; many fall into one instant,
 * and some of those are added when it is far away and others when it has come near.
 */
class EventQueueTest {
    private record Due(long time, int from, int to) {}

    private final EventQueue queue = new EventQueue();
    private final List<Due> expected = new ArrayList<>();
    private final SplitMix64 random = new SplitMix64(7);
    private int added;

    private long below(int bound) {
        return Long.remainderUnsigned(random.next(), bound);
    }

    private void add(long time) {
        queue.add(time, added, added % 7, Continue.CONTINUE);
        expected.add(new Due(time, added, added % 7));
        added++;
    }

    private long take() {
        Due next = expected.stream().min(Comparator.comparingLong(Due::time)).orElseThrow();
        expected.remove(next);
        queue.take();
        assertThat(new Due(queue.time(), queue.from(), queue.to())).isEqualTo(next);
        return next.time();
    }

    @Test
    void theyComeByTimeAndThenByOrder() {
        play(now -> below(4));
    }

    /** What is far away is kept elsewhere than what is near, and comes near. */
    @Test
    void soTheyDoHoweverFarAwayTheyAre() {
        play(now -> below(3) == 0 ? 1_000 * below(400) : 50 * below(8));
    }

    private void play(LongUnaryOperator delay) {
        long now = 0;
        for (int round = 0; round < 4_000; round++) {
            boolean isGrowing = round / 500 % 2 == 0;
            if (expected.isEmpty() || below(10) < (isGrowing ? 6 : 4)) {
                add(now + delay.applyAsLong(now));
            } else {
                now = take();
            }
            assertThat(queue.size()).isEqualTo(expected.size());
        }
        while (!expected.isEmpty()) {
            take();
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void moreThanItBeganWithFit() {
        for (int i = 0; i < 300; i++) {
            add(300 - i);
        }
        for (int i = 0; i < 300; i++) {
            assertThat(take()).isEqualTo(i + 1);
        }
    }
}
