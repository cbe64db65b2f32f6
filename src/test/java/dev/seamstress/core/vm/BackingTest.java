package dev.seamstress.core.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.MemoryMap;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What userspace has mapped at a gfn: frames that take turns, rights, and where the pages are. */
class BackingTest {
    private final MemoryMap map = new MemoryMap();
    private final List<GfnRange> gfns = List.of(GfnRange.of(0x100, 4));
    private final HostPages pages = new HostPages(map, gfns, new HugePages(map, List.of(), gfns), 0x100001);

    @Test
    void atTheStartTheFirstFrameIsMappedAndWritable() {
        assertThat(Backing.isMapped(0)).isTrue();
        assertThat(Backing.isWritable(0)).isTrue();
        assertThat(Backing.isChanging(0)).isFalse();
        assertThat(pages.sharedPfn(0x102, 0)).isEqualTo(pages.sharedPfn(0x102));
    }

    @Test
    void theFramesTakeTurnsAndRightsStay() {
        long changing = Backing.changing(Backing.readonly(0));
        assertThat(Backing.isChanging(changing)).isTrue();
        long second = Backing.replaced(changing);
        assertThat(Backing.isChanging(second)).isFalse();
        assertThat(Backing.isWritable(second)).isFalse();
        assertThat(pages.sharedPfn(0x102, second)).isNotEqualTo(pages.sharedPfn(0x102));
        assertThat(pages.sharedPfn(0x102, Backing.replaced(Backing.changing(second))))
                .isEqualTo(pages.sharedPfn(0x102));
    }

    @Test
    void whatIsUnmappedCannotBeWritten() {
        assertThat(Backing.isMapped(Backing.unmapped(0))).isFalse();
        assertThat(Backing.isWritable(Backing.unmapped(0))).isFalse();
    }

    @Test
    void eachFrameHasAContentOfItsOwn() {
        TreeSet<Long> words = new TreeSet<>();
        for (long gfn = 0x100; gfn < 0x104; gfn++) {
            words.add(pages.contentWord(pages.sharedPfn(gfn, 0)));
            words.add(pages.contentWord(pages.sharedPfn(gfn, Backing.replaced(0))));
            words.add(pages.contentWord(pages.gmemPfn(gfn)));
        }
        assertThat(words).hasSize(12);
    }

    @Test
    void whereTheHostChangesNothingReadsAreNoCutPoints() {
        assertThat(map.isReachable(pages.backing(0x100))).isTrue();
        pages.freezeBackings(map);
        assertThat(map.isReachable(pages.backing(0x103))).isFalse();
        assertThat(map.isReachable(pages.contentWord(pages.sharedPfn(0x103)))).isTrue();
    }
}
