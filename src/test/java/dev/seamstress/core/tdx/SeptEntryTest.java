package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.ModelBug;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: an entry is the architecture's, bit for bit, and the host sees of it what it may. Method: each state's word,
 * worked out by hand from the bit positions.
 */
final class SeptEntryTest {
    private static final long PFN = 0x1234;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "FREE,            80e0000000000000, 8000000000000000, 0000",
        "NL_MAPPED,       8000000001234007, 0000000000000007, 8400",
        "NL_BLOCKED,      8080000001234000, 0000000000000000, 8100",
        "MAPPED,          80000000012340f7, 80000000012340f7, 0400",
        "BLOCKED,         80800000012340f0, 80000000012340f0, 0100",
        "PENDING,         81000000012340f0, 80000000012340f0, 0200",
        "PENDING_BLOCKED, 81800000012340f0, 80000000012340f0, 0300",
    })
    void isTheArchitecturesWord(SeptState state, String entry, String rcx, String rdx) {
        long word = SeptEntry.make(state, state == SeptState.FREE ? 0 : PFN);
        assertThat(Long.toHexString(word)).isEqualTo(entry);
        assertThat(SeptEntry.hostView(word, 0)).isEqualTo(Long.parseUnsignedLong(rcx, 16));
        assertThat(SeptEntry.hostDetails(word, 2)).isEqualTo(Long.parseLong(rdx, 16) | 2);
    }

    @ParameterizedTest
    @EnumSource(SeptState.class)
    void lockAndPriorityHideNothingAndAreHidden(SeptState state) {
        long plain = SeptEntry.make(state, PFN);
        long marked = SeptEntry.withHostPriority(SeptEntry.lock(plain));
        assertThat(marked ^ plain).isEqualTo(1L << 11 | 1L << 52);
        assertThat(SeptEntry.state(marked)).isEqualTo(state);
        assertThat(SeptEntry.pfn(marked)).isEqualTo(PFN);
        assertThat(SeptEntry.hostView(marked, 0)).isEqualTo(SeptEntry.hostView(plain, 0));
        assertThat(SeptEntry.isLocked(marked) && SeptEntry.hasHostPriority(marked))
                .isTrue();
        assertThat(SeptEntry.withoutHostPriority(SeptEntry.unlock(marked))).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource(SeptState.class)
    void rightsAreAFunctionOfTheState(SeptState state) {
        boolean isMapped = state == SeptState.MAPPED || state == SeptState.NL_MAPPED;
        assertThat(SeptEntry.isPresent(SeptEntry.make(state, PFN))).isEqualTo(isMapped);
        assertThat(SeptEntry.isLeaf(SeptEntry.make(state, PFN))).isEqualTo(state.isLeaf());
    }

    @Test
    void aWordOfMigrationIsNoStateOfOurs() {
        long exported = SeptEntry.make(SeptState.MAPPED, PFN) | 1L << 53;
        assertThatThrownBy(() -> SeptEntry.state(exported)).isInstanceOf(ModelBug.class);
    }
}
