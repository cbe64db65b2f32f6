package dev.seamstress.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.engine.Engine;
import dev.seamstress.model.handshake.Handshake;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the sampler finds what it promises to find, as often as it promises. Method: chains of events with a bug of
 * known depth, over many seeds; and the small model with its planted bug.
 */
class PctTest {
    /** So many chains of so many events: what is enabled is each chain that has events left. */
    private static final class Chains implements Enabled {
        private final int[] left;

        Chains(int chains, int events) {
            left = new int[chains];
            Arrays.fill(left, events);
        }

        private int chain(int index) {
            int at = index;
            for (int chain = 0; ; chain++) {
                if (left[chain] > 0 && at-- == 0) {
                    return chain;
                }
            }
        }

        @Override
        public int count() {
            int count = 0;
            for (int events : left) {
                count += events > 0 ? 1 : 0;
            }
            return count;
        }

        @Override
        public int from(int index) {
            return chain(index);
        }

        @Override
        public int to(int index) {
            return chain(index);
        }

        /** The chains in the order in which their events happen. */
        int[] order(Strategy strategy) {
            int total = Arrays.stream(left).sum();
            int[] order = new int[total];
            for (int step = 0; step < total; step++) {
                order[step] = chain(strategy.choose(step, this));
                left[order[step]]--;
            }
            return order;
        }
    }

    /** The step in which chain {@code chain} has its {@code number}-th event. */
    private static int when(int[] order, int chain, int number) {
        int seen = 0;
        for (int step = 0; step < order.length; step++) {
            seen += order[step] == chain ? 1 : 0;
            if (order[step] == chain && seen == number) {
                return step;
            }
        }
        throw new AssertionError("chain " + chain + " has no event " + number);
    }

    /**
     * A bug of a depth: chains 0 and 1 take turns, event by event, from the first of chain 0 on, as often as the depth
     * says. What follows then is of no interest, and neither are the other chains.
     */
    private static boolean isHit(int depth, int[] order) {
        for (int turn = 0; turn < depth; turn++) {
            int now = when(order, turn % 2, turn / 2 + 1);
            int next = when(order, (turn + 1) % 2, (turn + 1) / 2 + 1);
            if (next < now) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest(name = "depth {0}: {1} chains of {2} events")
    @CsvSource({"1, 3, 6, 4000", "2, 3, 6, 20000", "2, 8, 4, 40000", "3, 3, 6, 100000", "5, 2, 3, 300000"})
    void aBugIsFoundAtLeastAsOftenAsPromised(int depth, int chains, int events, int seeds) {
        int steps = chains * events;
        int hits = 0;
        for (int seed = 0; seed < seeds; seed++) {
            hits += isHit(depth, new Chains(chains, events).order(new Pct(seed, depth, steps))) ? 1 : 0;
        }
        double promised = seeds / (chains * Math.pow(steps, depth - 1));
        // Four standard deviations below the mean of a binomial distribution.
        assertThat((double) hits).isGreaterThanOrEqualTo(promised - 4 * Math.sqrt(promised));
        assertThat(hits).isPositive();
    }

    /** Without changes of priority each chain runs to its end before the next begins. */
    @Test
    void depthOneIsAnOrderOfChains() {
        for (int seed = 0; seed < 100; seed++) {
            int[] order = new Chains(5, 7).order(new Pct(seed, 1, 35));
            for (int i = 0; i < order.length; i++) {
                assertThat(order[i]).isEqualTo(order[i - i % 7]);
            }
        }
    }

    /** The numbers are the same on every JDK. */
    @Test
    void aSeedIsOneSequence() {
        StringBuilder sequence = new StringBuilder();
        for (int depth : new int[] {2, 3, 5}) {
            sequence.append(' ');
            for (int chain : new Chains(4, 6).order(new Pct(7, depth, 24))) {
                sequence.append(chain);
            }
        }
        assertThat(sequence.toString())
                .isEqualTo(" 111111222233333300000022 011111122233333322200000 200000033311113332222211");
    }

    /** From twenty places in the row of seeds on, so that it is no luck. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void thePlantedBugOfTheHandshakeIsFoundSoon(int depth) {
        Engine engine = new Engine(new Handshake(2, 1, 1, true).assembly(), false);
        int steps = longest(engine);
        for (int start = 0; start < 20; start++) {
            int seed = start * 1_000;
            do {
                engine.reset();
                engine.walk(new Pct(seed++, depth, steps), 10_000);
            } while (engine.crash().isEmpty());
            assertThat(seed - start * 1_000)
                    .as("schedules from seed %d on", start * 1_000)
                    .isLessThan(200);
        }
    }

    private static int longest(Engine engine) {
        int longest = 0;
        for (int seed = 0; seed < 100; seed++) {
            engine.reset();
            engine.walk(new RandomWalk(seed), 10_000);
            longest = Math.max(longest, engine.steps());
        }
        return longest;
    }

    /** Without the bug nothing is found: it is the model that is wrong, not the sampler. */
    @Test
    void theHandshakeWithoutItsBugIsSilent() {
        Engine engine = new Engine(new Handshake(2, 1, 1).assembly(), false);
        for (int seed = 0; seed < 2_000; seed++) {
            engine.reset();
            engine.walk(new Pct(seed, 3, 60), 10_000);
            assertThat(engine.crash()).isEmpty();
            assertThat(engine.isQuiet()).isTrue();
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new Pct(1, 0, 10)).hasMessage("depth 0 in 10 steps");
        assertThatThrownBy(() -> new Pct(1, 2, 0)).hasMessage("depth 2 in 0 steps");
    }
}
