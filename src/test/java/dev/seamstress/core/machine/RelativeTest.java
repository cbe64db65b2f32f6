package dev.seamstress.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: what counts of a value is what can be found out about it by the comparisons that exist. Method: tables. */
class RelativeTest {
    private static final Relative EPOCH = new Relative(7, Relative.Form.EPOCH);
    private static final Relative SNAPSHOT = new Relative(7, Relative.Form.SNAPSHOT);

    @ParameterizedTest(name = "epoch {0} in epoch {1}")
    @CsvSource({
        "0, 1, 0",
        "1, 1, 2",
        "0, 2, 0",
        "1, 2, 1",
        "2, 2, 2",
        "0, 9, 0",
        "1, 9, 0",
        "7, 9, 0",
        "8, 9, 1",
        "9, 9, 2",
        "10, 9, 10",
    })
    void anEpochIsOfNowOfBeforeOrOlder(long value, long now, long counts) {
        assertThat(EPOCH.of(value, now)).isEqualTo(counts);
    }

    /** The module asks whether a value is the epoch, one less, or less than that, and which of two counts it is in. */
    @Test
    void epochsThatCountAlikeAnswerAlike() {
        for (long now = 1; now < 12; now++) {
            for (long value = 1; value <= now; value++) {
                for (long later = now; later < 12; later++) {
                    for (long other = 1; other <= later; other++) {
                        if (EPOCH.ofReference(now) == EPOCH.ofReference(later)
                                && EPOCH.of(value, now) == EPOCH.of(other, later)) {
                            assertThat(other == later).isEqualTo(value == now);
                            assertThat(other == later - 1).isEqualTo(value == now - 1);
                            assertThat(other < later - 1).isEqualTo(value < now - 1);
                            boolean isRecent = value >= now - 1;
                            assertThat(!isRecent || (other & 1) == (value & 1)).isTrue();
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "snapshot {0} when the sequence is {1}")
    @CsvSource({"0, 0, 1", "0, 1, 0", "1, 0, 0", "5, 5, 1", "-1, 0, 0", "-2147483648, 2147483648, 0"})
    void aSnapshotIsOfNowOrNot(long value, long now, long counts) {
        assertThat(SNAPSHOT.of(value, now)).isEqualTo(counts);
    }

    @ParameterizedTest(name = "sequence {0}")
    @CsvSource({"0, 0", "1, 0", "2147483647, 0", "2147483648, 1", "2147483649, 1"})
    void ofASequenceCountsWhetherItFitsIntoAnInt(long now, long counts) {
        assertThat(SNAPSHOT.ofReference(now)).isEqualTo(counts);
    }
}
