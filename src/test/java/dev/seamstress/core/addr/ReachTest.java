package dev.seamstress.core.addr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: the entries that some gfn goes through, at each level, from each place on. */
class ReachTest {
    private final Reach reach =
            new Reach(List.of(GfnRange.of(0x40001, 2), GfnRange.of(0x1ff, 2), GfnRange.of(0x100, 1)));

    @ParameterizedTest(name = "level {0} from {1}: {2}")
    @CsvSource({
        "1, 0x0, 0x100",
        "1, 0x100, 0x100",
        "1, 0x101, 0x1ff",
        "1, 0x200, 0x200",
        "1, 0x201, 0x40001",
        "1, 0x40002, 0x40002",
        "1, 0x40003, -1",
        "2, 0x0, 0x0",
        "2, 0x200, 0x200",
        "2, 0x400, 0x40000",
        "2, 0x40200, -1",
        "3, 0x0, 0x0",
        "3, 0x40000, 0x40000",
        "3, 0x80000, -1",
        "4, 0x0, 0x0"
    })
    void theNextEntry(int level, String from, String next) {
        assertThat(reach.next(level, Long.decode(from))).isEqualTo(Long.decode(next));
    }
}
