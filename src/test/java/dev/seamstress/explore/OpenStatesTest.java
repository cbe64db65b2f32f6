package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.sched.SplitMix64;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: a state is open with its number until it is forgotten, and closed from then on. Method: beside a plain map. */
class OpenStatesTest {
    @Test
    void whoIsOpenIsWhatAPlainMapSays() {
        OpenStates open = new OpenStates();
        Map<Long, Integer> expected = new HashMap<>();
        List<Long> order = new ArrayList<>();
        SplitMix64 random = new SplitMix64(3);
        for (int round = 0; round < 300; round++) {
            for (long many = random.below(60); many > 0; many--) {
                long fingerprint = fingerprint(random);
                if (!expected.containsKey(fingerprint)) {
                    assertThat(open.number(fingerprint)).isEqualTo(OpenStates.CLOSED);
                    assertThat(open.add(fingerprint)).isEqualTo(order.size());
                    expected.put(fingerprint, order.size());
                    order.add(fingerprint);
                }
            }
            int first = round % 100 == 99 ? 0 : order.size() - random.below(Math.min(order.size(), 40) + 1);
            List<Long> gone = order.subList(first, order.size());
            List<Long> forgotten = List.copyOf(gone);
            gone.forEach(expected::remove);
            gone.clear();
            open.truncate(first);
            assertThat(open.count()).isEqualTo(order.size());
            assertThat(forgotten).allMatch(each -> open.number(each) == OpenStates.CLOSED);
            assertThat(order).allMatch(each -> open.number(each) == expected.get(each));
        }
    }

    /** Two in three have one of few homes, so that they stand in each other's way. */
    private static long fingerprint(SplitMix64 random) {
        long some = random.next();
        return some % 3 == 0 ? some : (some & 0xFFFF) << 48 | (some >>> 32 & 3);
    }

    @Test
    void itGrowsAndTellsHowMuchItTakes() {
        OpenStates open = new OpenStates();
        long before = open.bytes();
        for (int i = 0; i < 5_000; i++) {
            assertThat(open.add(i * 0x1_0000_0001L)).isEqualTo(i); // all have one home
        }
        for (int i = 0; i < 5_000; i++) {
            assertThat(open.number(i * 0x1_0000_0001L)).isEqualTo(i);
        }
        assertThat(open.bytes()).isEqualTo(8 * before);
    }
}
