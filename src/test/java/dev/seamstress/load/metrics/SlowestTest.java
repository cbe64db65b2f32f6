package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.load.random.Draw;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: the slowest faults are those that are kept. Method: many, in any order. */
class SlowestTest {
    private static long[] drawn(int name) {
        Draw draw = Draw.of(1, name);
        long[] times = new long[1000];
        Arrays.setAll(times, i -> draw.below(10_000));
        return times;
    }

    private static Slowest of(long... times) {
        Slowest slowest = new Slowest();
        for (int i = 0; i < times.length; i++) {
            slowest.take(FaultClass.PRIVATE, i, (long) i << 12, i, times[i]);
        }
        return slowest;
    }

    private static List<Long> most(long... times) {
        return Arrays.stream(times)
                .boxed()
                .sorted((a, b) -> Long.compare(b, a))
                .limit(10)
                .toList();
    }

    private static List<Long> times(List<SlowFault> faults) {
        return faults.stream().map(SlowFault::ns).toList();
    }

    @Test
    void theTenSlowestAreKeptSlowestFirst() {
        long[] times = drawn(1);
        Slowest slowest = of(times);
        assertThat(times(slowest.faults())).isEqualTo(most(times));
        for (SlowFault fault : slowest.faults()) {
            assertThat(times[fault.vcpu()]).isEqualTo(fault.ns());
            assertThat(fault.gpa()).isEqualTo((long) fault.vcpu() << 12);
        }
        assertThat(times(of(30, 10, 20).faults())).containsExactly(30L, 20L, 10L);
    }

    @Test
    void afterTheWarmUpOthersAre() {
        Slowest slowest = of(drawn(1));
        slowest.reset();
        slowest.take(FaultClass.SHARED, 0, 0, 0, 1);
        assertThat(times(slowest.faults())).containsExactly(1L);
    }

    @Test
    void ofSeveralTdsTheSlowestOfAllAre() {
        long[] first = drawn(1);
        long[] second = drawn(2);
        List<SlowFault> together = Slowest.together(List.of(of(first), of(second)));
        long[] all = Arrays.copyOf(first, 2000);
        System.arraycopy(second, 0, all, 1000, 1000);
        assertThat(times(together)).isEqualTo(most(all));
        for (SlowFault fault : together) {
            assertThat((fault.td() == 0 ? first : second)[fault.vcpu()]).isEqualTo(fault.ns());
        }
    }
}
