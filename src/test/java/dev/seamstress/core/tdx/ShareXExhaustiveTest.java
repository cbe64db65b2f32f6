package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.ModelBug;
import org.junit.jupiter.api.Test;

/**
 * Goal: the 16 bits behave as a counter of sharers, a flag and a claim. Method: all sequences of eight legal
 * operations, beside those three kept apart, in a word whose upper bits must not move; each that is not legal is
 * refused.
 */
final class ShareXExhaustiveTest {
    private static final long UPPER = 0xABCD_0003_0000L;
    private int sequences;

    @Test
    void allSequencesOfEight() {
        explore(UPPER, 0, false, false, 8);
        assertThat(sequences).isGreaterThan(1000);
    }

    private void explore(long word, int sharers, boolean isExclusive, boolean hasPriority, int left) {
        assertThat(ShareX.sharers(word)).isEqualTo(sharers);
        assertThat(ShareX.isExclusive(word)).isEqualTo(isExclusive);
        assertThat(ShareX.hasHostPriority(word)).isEqualTo(hasPriority);
        assertThat(ShareX.isFree(word)).isEqualTo(sharers == 0 && !isExclusive);
        assertThat(word & ~0xFFFFL).isEqualTo(UPPER);
        if (left == 0) {
            sequences++;
            return;
        }
        explore(ShareX.refuseHost(word), sharers, isExclusive, true, left - 1);
        if (!isExclusive) {
            explore(ShareX.share(word), sharers + 1, false, false, left - 1);
        }
        if (sharers > 0) {
            explore(ShareX.unshare(word), sharers - 1, false, hasPriority, left - 1);
        }
        if (sharers == 0 && !isExclusive) {
            explore(ShareX.exclude(word), 0, true, false, left - 1);
        }
        if (isExclusive) {
            explore(ShareX.unexclude(word), 0, false, hasPriority, left - 1);
        }
    }

    @Test
    void whatIsNotLegalIsABug() {
        long shared = ShareX.share(UPPER);
        long exclusive = ShareX.exclude(UPPER);
        assertThatThrownBy(() -> ShareX.share(exclusive)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> ShareX.exclude(exclusive)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> ShareX.exclude(shared)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> ShareX.unshare(UPPER)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> ShareX.unshare(exclusive)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> ShareX.unexclude(shared)).isInstanceOf(ModelBug.class);
    }
}
