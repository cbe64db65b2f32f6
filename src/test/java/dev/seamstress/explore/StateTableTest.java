package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.sched.SplitMix64;
import org.junit.jupiter.api.Test;

/** Goal: no state is lost, taken for another, or parted from its value. Method: many, and odd ones. */
class StateTableTest {
    private static void add(SeenStates states, long fingerprint) {
        int place = states.find(fingerprint);
        assertThat(place).isNegative();
        states.add(place, fingerprint);
    }

    /** Half of them have one home as long as the table is small. */
    private static long[] many() {
        SplitMix64 random = new SplitMix64(1);
        long[] all = new long[20_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = i % 2 == 0 ? random.next() : (long) i << 32;
        }
        return all;
    }

    @Test
    void whatWasAddedIsFoundWhileTheTableGrows() {
        StateTable table = new StateTable();
        long[] all = many();
        for (int i = 0; i < all.length; i++) {
            int place = table.find(all[i]);
            assertThat(place).isNegative();
            table.add(place, all[i], i);
            assertThat(table.value(table.find(all[i]))).isEqualTo(i);
        }
        assertThat(table.size()).isEqualTo(all.length);
        for (int i = 0; i < all.length; i++) {
            int place = table.find(all[i]);
            assertThat(table.value(place)).isEqualTo(i);
            assertThat(table.fingerprint(place)).isEqualTo(all[i]);
        }
        assertThat((double) table.bytes() / table.size()).isBetween(16.0, 32.0);
    }

    @Test
    void withoutValuesItTakesLess() {
        SeenStates seen = new SeenStates();
        for (long each : many()) {
            add(seen, each);
        }
        assertThat(seen.size()).isEqualTo(many().length);
        for (long each : many()) {
            assertThat(seen.fingerprint(seen.find(each))).isEqualTo(each);
        }
        assertThat((double) seen.bytes() / seen.size()).isBetween(8 / 0.75, 16 / 0.75);
    }

    @Test
    void theFingerprintZeroIsAStateToo() {
        StateTable table = new StateTable();
        int place = table.find(0);
        assertThat(place).isNegative();
        table.add(place, 0, 5);
        assertThat(table.value(table.find(0))).isEqualTo(5);
        assertThat(table.size()).isOne();
    }

    /** Of n states n (n - 1) / 2 pairs could share one of 2^64 fingerprints. */
    @Test
    void theChanceOfACollisionIsBounded() {
        SeenStates seen = new SeenStates();
        for (int i = 1; i <= 1024; i++) {
            add(seen, i);
        }
        assertThat(seen.collisionBound()).isEqualTo(0x1p-45);
    }

    @Test
    void whatItWillTakeToGrowIsSaidBefore() {
        SeenStates seen = new SeenStates();
        long before = seen.bytes();
        for (int i = 1; seen.bytesToGrow() == 0; i++) {
            add(seen, i);
            assertThat(seen.bytes()).isEqualTo(before);
        }
        assertThat(seen.bytesToGrow()).isEqualTo(2 * before);
        add(seen, -1);
        assertThat(seen.bytes()).isEqualTo(2 * before);
    }
}
