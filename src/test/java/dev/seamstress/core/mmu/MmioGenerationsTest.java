package dev.seamstress.core.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.vm.Slots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: what counts of an entry that says MMIO is how old it is, as far as anybody can find out. Method: tables. */
class MmioGenerationsTest {
    private static final long MMIO_VALUE = 6;
    private static final long GFN = 0x100;
    private static final long LAST = 16_383;
    private static final MmioGenerations GENERATIONS = new MmioGenerations(MMIO_VALUE);

    private static long slots(long generation) {
        return Slots.withGeneration(5, generation);
    }

    @ParameterizedTest(name = "of {0} in {1}")
    @CsvSource({"7, 7, 0", "6, 7, 1", "5, 7, 2", "4, 7, 3", "0, 7, 3", "300, 300, 0", "255, 256, 1", "16383, 0, 1"})
    void anEntryCountsByItsAge(long generation, long now, long age) {
        long entry = MakeSpte.mmio(GFN, MMIO_VALUE, generation);
        assertThat(GENERATIONS.of(entry, slots(now))).isEqualTo(MakeSpte.mmio(GFN, MMIO_VALUE, age));
    }

    @Test
    void anyOtherEntryCountsAsItIs() {
        long leaf = MakeSpte.leaf(0x42, 1, new MakeSpte.Leaf(true, false, true, false));
        assertThat(GENERATIONS.of(leaf, slots(7))).isEqualTo(leaf);
        assertThat(GENERATIONS.of(0, slots(7))).isZero();
    }

    @Test
    void ofTheMemslotsCountsAllButTheGenerationAndWhetherItIsTheLast() {
        assertThat(GENERATIONS.ofReference(slots(7))).isEqualTo(slots(0)).isEqualTo(GENERATIONS.ofReference(slots(9)));
        assertThat(GENERATIONS.ofReference(Slots.updating(slots(7)))).isEqualTo(Slots.updating(slots(0)));
        assertThat(GENERATIONS.ofReference(slots(LAST))).isNotEqualTo(GENERATIONS.ofReference(slots(LAST - 1)));
        assertThat(Slots.generation(Slots.updated(slots(LAST)))).isZero();
    }
}
