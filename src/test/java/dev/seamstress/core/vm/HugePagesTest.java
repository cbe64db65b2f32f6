package dev.seamstress.core.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which memory the host backs by huge pages, where their frames are, and which words tell of large pages. */
class HugePagesTest {
    private static final long FIRST_GMEM = 0x100001;

    private final MemoryMap map = new MemoryMap();

    private static Slot thp(long start, long pages) {
        return new Slot(1, GfnRange.of(start, pages), true, false, true);
    }

    static Stream<Arguments> slots() {
        return Stream.of(
                Arguments.of("no thp", new Slot(1, GfnRange.of(0, 0x800), true, false), 0x210, false),
                Arguments.of("inside", thp(0, 0x800), 0x210, true),
                Arguments.of("the whole slot", thp(0x200, 0x200), 0x3ff, true),
                Arguments.of("the slot begins later", thp(0x201, 0x400), 0x210, false),
                Arguments.of("the next is whole", thp(0x201, 0x400), 0x400, true),
                Arguments.of("the slot ends earlier", thp(0x200, 0x3ff), 0x400, false),
                Arguments.of("the one before is whole", thp(0x200, 0x3ff), 0x3ff, true),
                Arguments.of("another slot's", thp(0x200, 0x200), 0x400, false));
    }

    @ParameterizedTest(name = "{0}: gfn {2} is behind a huge page: {3}")
    @MethodSource("slots")
    void aHugePageLiesWhollyInASlotThatHasThem(String what, Slot slot, long gfn, boolean isHuge) {
        HugePages huge = new HugePages(map, List.of(slot), List.of(GfnRange.of(gfn, 1)));
        assertThat(huge.has(gfn)).as(what).isEqualTo(isHuge);
        assertThat(huge.frames()).isEqualTo(isHuge ? 512 : 0);
    }

    /** Of a huge page only the frames of gfns that the scenario names have one. */
    @Test
    void pagesWithContentAreThoseOfTheGfns() {
        List<GfnRange> gfns = List.of(GfnRange.of(0x3fe, 2), GfnRange.of(0x900, 2));
        HostPages pages = new HostPages(map, gfns, new HugePages(map, List.of(thp(0x200, 0x600)), gfns), FIRST_GMEM);
        for (long gfn : new long[] {0x3fe, 0x3ff, 0x900, 0x901}) {
            assertThat(pages.hasContent(pages.gmemPfn(gfn))).isTrue();
            assertThat(pages.hasContent(pages.sharedPfn(gfn))).isTrue();
        }
        assertThat(pages.hasContent(pages.gmemPfn(0x3fe) - 1)).isFalse();
        assertThat(pages.hasContent(pages.sharedPfn(0x3fe) - 1)).isFalse();
        assertThat(pages.hasContent(FIRST_GMEM - 1)).isFalse();
        assertThatThrownBy(() -> pages.contentWord(FIRST_GMEM - 1)).isInstanceOf(ModelBug.class);
    }

    @Test
    void theFramesOfAHugePageAreConsecutiveAndAligned() {
        List<GfnRange> gfns = List.of(GfnRange.of(0x3fe, 4), GfnRange.of(0x605, 1), GfnRange.of(0x900, 2));
        HugePages huge = new HugePages(map, List.of(thp(0x200, 0x600)), gfns);
        HostPages pages = new HostPages(map, gfns, huge, FIRST_GMEM);
        for (long gfn : new long[] {0x3fe, 0x3ff, 0x400, 0x401, 0x605}) {
            assertThat(pages.sharedPfn(gfn) & 511).isEqualTo(gfn & 511);
            assertThat(pages.gmemPfn(gfn) & 511).isEqualTo(gfn & 511);
            assertThat(pages.gmemPfn(gfn)).isBetween(FIRST_GMEM, FIRST_GMEM + pages.gmemFrames() - 1);
            assertThat(huge.range(huge.of(gfn)).contains(gfn)).isTrue();
            assertThat(huge.gfn(huge.frame(gfn))).isEqualTo(gfn);
        }
        assertThat(pages.sharedPfn(0x3ff) - pages.sharedPfn(0x3fe)).isEqualTo(1);
        assertThat(Level.base(Level.PG_2M, pages.sharedPfn(0x3ff)))
                .as("another huge page")
                .isNotEqualTo(Level.base(Level.PG_2M, pages.sharedPfn(0x400)));
        assertThat(huge.has(0x900)).isFalse();
    }

    @Test
    void everyPageHasAContentOfItsOwn() {
        List<GfnRange> gfns = List.of(GfnRange.of(0x200, 512), GfnRange.of(0x900, 8));
        HugePages huge = new HugePages(map, List.of(thp(0x200, 512)), gfns);
        HostPages pages = new HostPages(map, gfns, huge, FIRST_GMEM);
        TreeSet<Long> words = new TreeSet<>();
        TreeSet<Long> frames = new TreeSet<>();
        for (GfnRange range : gfns) {
            for (long gfn = range.start().value(); range.contains(gfn); gfn++) {
                long second = pages.sharedPfn(gfn, Backing.replaced(Backing.changing(0)));
                for (long pfn : new long[] {pages.sharedPfn(gfn), second, pages.gmemPfn(gfn)}) {
                    words.add(pages.contentWord(pfn));
                    frames.add(pfn);
                }
            }
        }
        assertThat(frames).hasSize(3 * 520);
        assertThat(words).hasSize(3 * 520);
        assertThatThrownBy(() -> pages.contentWord(Level.base(Level.PG_2M, pages.sharedPfn(0x200)) + 512))
                .isInstanceOf(ModelBug.class);
    }

    @Test
    void theContentOfAFrameThatNobodyNamesIsABug() {
        List<GfnRange> gfns = List.of(GfnRange.of(0x210, 1));
        HostPages pages = new HostPages(map, gfns, new HugePages(map, List.of(thp(0x200, 512)), gfns), FIRST_GMEM);
        assertThatThrownBy(() -> pages.contentWord(pages.sharedPfn(0x210) + 1)).isInstanceOf(ModelBug.class);
    }

    @Test
    void aHostThatChangesNothingHasConstantWords() {
        HugePages huge = new HugePages(map, List.of(thp(0, 512)), List.of(GfnRange.of(0, 1)));
        assertThat(map.isReachable(huge.word(0))).isTrue();
        huge.freeze(map);
        assertThat(map.isReachable(huge.word(0))).isFalse();
    }

    @Test
    void everyLargePageWithANamedGfnHasAWordOfEachSize() {
        LpageInfo info = new LpageInfo(map, List.of(GfnRange.of(0x1ff, 2), GfnRange.of(0x40000, 1)), 0);
        TreeSet<Long> words = new TreeSet<>();
        for (long gfn : new long[] {0x1ff, 0x200, 0x40000}) {
            words.add(info.word(Level.PG_2M, gfn));
        }
        assertThat(words).hasSize(3);
        words.add(info.word(Level.PG_1G, 0x1ff));
        words.add(info.word(Level.PG_1G, 0x40000));
        assertThat(words).hasSize(5);
        assertThat(info.word(Level.PG_1G, 0x1ff)).isEqualTo(info.word(Level.PG_1G, 0x200));
        assertThat(info.word(Level.PG_2M, 0)).as("its page has a name").isEqualTo(info.word(Level.PG_2M, 0x1ff));
        assertThatThrownBy(() -> info.word(Level.PG_2M, 0x400)).isInstanceOf(ModelBug.class);
    }
}
