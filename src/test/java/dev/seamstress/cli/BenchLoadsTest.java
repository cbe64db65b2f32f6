package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: what bench says of load runs is of the right size. Method: few pages; the budgets themselves are bench's. */
class BenchLoadsTest {
    private static final long PAGES = 64 << 10;

    @Test
    void aMappedPageIsAWordAndLittleMore() {
        BenchLoads loads = new BenchLoads(PAGES);
        assertThat(loads.ofBareLoop()).isBetween(5.0, 5_000.0);
        assertThat(loads.bytesPerPage()).isBetween(8.0, 9.0);
    }
}
