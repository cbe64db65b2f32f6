package dev.seamstress.core.ept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.machine.MemoryMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the walk visits the entries that can be reached in pre-order, and after a yield those that it had still to
 * visit. Method: two tables of 4K entries, of which one is linked or both are.
 */
class ReachWalkTest {
    private static final List<GfnRange> RANGES = List.of(GfnRange.of(0x100, 2), GfnRange.of(0x300, 1));
    private final TableMap tables = new TableMap(new MemoryMap(), new TreeShape(4, RANGES), 0, 1, 0, 0, 1);
    private final Set<String> linked = new TreeSet<>(Set.of("4:0", "3:0", "2:0", "2:200"));

    private static String place(ReachWalk walk) {
        return walk.level() + ":" + Long.toHexString(walk.gfn());
    }

    private long value(ReachWalk walk) {
        return linked.contains(place(walk)) ? MakeSpte.nonleaf(0x1234) : Spte.NONPRESENT;
    }

    /** The places from here to the end. */
    private List<String> rest(ReachWalk walk) {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < 100 && walk.isValid(); i++) {
            places.add(place(walk));
            walk.next(value(walk));
        }
        return places;
    }

    @ParameterizedTest(name = "down to level {0}")
    @CsvSource({"1, '4:0 3:0 2:0 1:100 1:101 2:200 1:300'", "2, '4:0 3:0 2:0 2:200'", "3, '4:0 3:0'", "4, '4:0'"})
    void theEntriesInPreOrder(int minLevel, String places) {
        assertThat(String.join(" ", rest(new ReachWalk(tables, 0, minLevel)))).isEqualTo(places);
    }

    @Test
    void nothingBelowAnEntryThatIsNotLinked() {
        linked.remove("2:0");
        assertThat(rest(new ReachWalk(tables, 0, 1))).containsExactly("4:0", "3:0", "2:0", "2:200", "1:300");
    }

    @ParameterizedTest(name = "given up at {0}")
    @CsvSource({
        "4:0, '4:0 3:0 2:0 1:100 1:101 2:200 1:300'",
        "1:100, '4:0 3:0 2:0 1:100 1:101 2:200 1:300'",
        "1:101, '4:0 3:0 2:0 1:101 2:200 1:300'",
        "2:200, '4:0 3:0 2:200 1:300'",
        "1:300, '4:0 3:0 2:200 1:300'"
    })
    void aWalkThatWasGivenUpVisitsWhatIsLeft(String at, String places) {
        ReachWalk walk = new ReachWalk(tables, 0, 1);
        while (!place(walk).equals(at)) {
            walk.next(value(walk));
        }
        walk.giveUp();
        walk.restart();
        assertThat(walk.nextLastLevelGfn()).isEqualTo(walk.yieldedGfn());
        assertThat(String.join(" ", rest(walk))).isEqualTo(places);
    }

    @Test
    void anotherPassBeginsAtTheStart() {
        ReachWalk walk = new ReachWalk(tables, 0, 1);
        rest(walk);
        walk.begin(2);
        assertThat(walk.minLevel()).isEqualTo(2);
        assertThat(rest(walk)).containsExactly("4:0", "3:0", "2:0", "2:200");
    }
}
