package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.sched.RandomWalk;
import dev.seamstress.world.Scene;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: a walk is one schedule from the first state, and ends when it is told to. */
class WalkerTest {
    private static final String TEXT = """
            TDX walks
            { slot 1 = 0x100+8 gmem; x = 0x100; mirror(x,2M) = table; }
             P0         | P1         ;
             A: fault x | B: fault x ;
            finally (A = ok /\\ B = ok /\\ #aug(x) = 1)
            """;

    private static Walker walker(Limits limits) {
        return new Walker(
                Scene.of("walks", TEXT).world(), Findings.all(), limits.depth(), new WalksUnderWay(limits.watch()));
    }

    @Test
    void eachWalkBeginsInTheFirstState() {
        Walker walker = walker(Limits.NONE);
        walker.walk(0, 50, RandomWalk::new);
        assertThat(walker.schedules()).isEqualTo(50);
        assertThat(walker.findings().list()).isEmpty();
        assertThat(walker.judge().outcomes().counts()).containsOnlyKeys("A=ok B=ok");
        List<Long> alone = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Walker one = walker(Limits.NONE);
            one.walk(i, i + 1, RandomWalk::new);
            alone.add(one.steps());
        }
        assertThat(walker.steps())
                .isEqualTo(alone.stream().mapToLong(Long::longValue).sum());
        assertThat(alone).isNotEqualTo(Collections.nCopies(50, alone.get(0)));
    }

    @Test
    void aWalkThatIsToldToEndDoesNotCount() {
        Walker walker = walker(Limits.NONE.withWatch((states, transitions, depth) -> SearchEnd.TIME));
        walker.walk(0, 50, RandomWalk::new);
        assertThat(walker.stopped()).isEqualTo(SearchEnd.TIME);
        assertThat(walker.schedules()).isZero();
    }

    @Test
    void aWalkThatIsTooLongIsCut() {
        Walker walker = walker(Limits.NONE.withDepth(10));
        walker.walk(0, 50, RandomWalk::new);
        assertThat(walker.cut()).isEqualTo(50);
        assertThat(walker.steps()).isEqualTo(500);
    }
}
