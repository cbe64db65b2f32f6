package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.sched.SplitMix64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: no state is lost, taken for another, or in a place that nobody was told of. Method: many, and odd ones. */
class StateTableTest {
    private static void add(StateTable table, long fingerprint, int value) {
        int place = table.find(fingerprint);
        assertThat(place).isNegative();
        table.add(place, fingerprint, value);
    }

    @Test
    void whatWasAddedIsFoundWhileTheTableGrows() {
        Map<Integer, Integer> places = new HashMap<>();
        StateTable table = new StateTable((place, value) -> places.put(value, place));
        SplitMix64 random = new SplitMix64(1);
        long[] all = new long[20_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = i % 2 == 0 ? random.next() : (long) i << 32; // the latter have one home as long as it is small
            int place = table.find(all[i]);
            assertThat(place).isNegative();
            places.put(i, table.add(place, all[i], i));
        }
        assertThat(table.size()).isEqualTo(all.length);
        for (int i = 0; i < all.length; i++) {
            int place = table.find(all[i]);
            assertThat(place).isEqualTo(places.get(i));
            assertThat(table.value(place)).isEqualTo(i);
            assertThat(table.fingerprint(place)).isEqualTo(all[i]);
        }
        assertThat((double) table.bytes() / table.size()).isBetween(16.0, 32.0);
    }

    @Test
    void theFingerprintZeroIsAStateToo() {
        StateTable table = new StateTable(StateTable.Moves.NONE);
        assertThat(table.find(0)).isNegative();
        add(table, 0, 5);
        assertThat(table.value(table.find(0))).isEqualTo(5);
        assertThat(table.size()).isOne();
    }

    /** Of n states n (n - 1) / 2 pairs could share one of 2^64 fingerprints. */
    @Test
    void theChanceOfACollisionIsBounded() {
        StateTable table = new StateTable(StateTable.Moves.NONE);
        for (int i = 1; i <= 1024; i++) {
            add(table, i, 0);
        }
        assertThat(table.collisionBound()).isEqualTo(0x1p-45);
    }

    @Test
    void whatItWillTakeToGrowIsSaidBefore() {
        StateTable table = new StateTable(StateTable.Moves.NONE);
        long before = table.bytes();
        for (int i = 1; table.bytesToGrow() == 0; i++) {
            add(table, i, 0);
            assertThat(table.bytes()).isEqualTo(before);
        }
        add(table, -1, 0);
        assertThat(table.bytes()).isEqualTo(2 * before);
    }
}
