package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.Spte;
import org.junit.jupiter.api.Test;

/** Goal: what is measured as a page that is mapped is one. Method: words and messages are counted. */
class MappingRunTest {
    private static final long PAGES = 4096;
    private static final long TABLE_BYTES = 4096;

    @Test
    void allPagesAreMappedAndWordsAreApart() {
        MappingRun run = new MappingRun(PAGES);
        run.play();
        long leaves = PAGES / 512;
        assertThat(run.bytes("mirror.spte")).isEqualTo((leaves + 3) * TABLE_BYTES);
        assertThat(run.bytes("sept")).isEqualTo((leaves + 3) * TABLE_BYTES);
        assertThat(run.bytes("pamt")).isBetween(leaves * TABLE_BYTES, (leaves + 2) * TABLE_BYTES);
        assertThat(run.bytes("direct.spte")).isZero();
    }

    @Test
    void aPageIsAsManyMessagesAsTheLastOne() {
        MappingRun one = new MappingRun(PAGES);
        one.play();
        MappingRun two = new MappingRun(2 * PAGES);
        two.play();
        double each = (double) (two.steps() - one.steps()) / PAGES;
        assertThat(each)
                .as("lock, call and back, and no more for the second half")
                .isBetween(6.0, 10.0);
    }

    @Test
    void calledDirectlyTheFunctionMapsTheSame() {
        MappingRun run = new MappingRun(PAGES);
        run.play();
        DirectMapping direct = new DirectMapping(PAGES);
        assertThat(direct.bytes("mirror.spte")).isZero();
        direct.play();
        for (String words : new String[] {"mirror.spte", "sept", "pamt", "direct.spte"}) {
            assertThat(direct.bytes(words)).as(words).isEqualTo(run.bytes(words));
        }
        long last = LoadWorld.FIRST_GFN + PAGES - 1;
        assertThat(direct.entry(last))
                .as("nobody has accessed what is only prefetched")
                .isEqualTo(run.entry(last) | Spte.ACCESSED);
        assertThat(direct.entry(last)).isNotEqualTo(direct.entry(last - 1));
    }

    @Test
    void theBareLoopMapsThemToo() {
        BareMapping bare = new BareMapping(PAGES + 1);
        assertThat(bare.entry(0)).isZero();
        bare.play();
        assertThat(bare.entry(PAGES)).isEqualTo(PAGES << 12 | Spte.RWX | Spte.MEMORY_TYPE_WB);
        assertThat(bare.entry(PAGES + 1)).isZero();
    }
}
