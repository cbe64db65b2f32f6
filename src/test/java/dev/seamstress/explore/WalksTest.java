package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.sched.RandomWalk;
import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;

/** Goal: many workers find what one does, and count what one counts. Method: both, of a race that is rarely lost. */
class WalksTest {
    private static final Scene RARE = Scene.of("rare", """
            TDX rare
            { slot 1 = 0x100+8 gmem; x = 0x100; mirror(x,2M) = table; }
             P0         | P1         | P2         ;
             A: fault x | B: fault x | C: fault x ;
            never (seen(P0 retry lost) /\\ seen(P1 retry frozen))
            """);

    @Test
    void whatComesOutIsWhatOneWalkerFinds() {
        Walker alone =
                new Walker(RARE.world(), Findings.any(), Limits.NONE.depth(), new WalksUnderWay(Limits.NONE.watch()));
        alone.walk(0, 4_000, RandomWalk::new);
        Walks together = new Walks(RARE::world, Findings::any, RandomWalk::new, Limits.NONE, 3);
        assertThat(together.walk(4_000)).isEqualTo(SearchEnd.FOUND);
        assertThat(together.findings().list())
                .hasSize(1)
                .isEqualTo(alone.findings().list());
        assertThat(together.count().schedules()).isEqualTo(alone.schedules());
        assertThat(together.count().steps()).isEqualTo(alone.steps());
        assertThat(together.coverage().gaps())
                .isEqualTo(alone.judge().coverage().gaps());
    }
}
