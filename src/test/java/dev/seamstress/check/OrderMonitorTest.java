package dev.seamstress.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.explore.Exploration;
import dev.seamstress.explore.Explorer;
import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: an order holds of each last event anew. Method: a script in which everything has its turn. */
class OrderMonitorTest {
    private static Exploration explore(String order) {
        Scene scene = Scene.of("turns", """
                TDX turns
                { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; mirror(x,2M) = table; }
                 P0         | VMM        ;
                 A: fault x | wait B     ;
                 B: fault y | C: punch y ;
                 wait C     |            ;
                 D: fault y |            ;
                """ + order + "\n");
        return new Explorer(scene::world, Explorer.Settings.DEFAULT).explore();
    }

    @Test
    void whatCameBeforeTheFirstLastEventIsUsedUpByIt() {
        assertThat(explore("order (aug(x) -> aug(y))").findings().get(0).rule().name())
                .isEqualTo("order#1");
        assertThat(explore("order (aug(x) -> block(y))").verdict()).isEqualTo(Exploration.Verdict.PROVED);
        assertThat(explore("order (aug(y) -> block(y) -> remove(y))").verdict()).isEqualTo(Exploration.Verdict.PROVED);
        assertThat(explore("order (block(y) -> aug(x))")
                        .findings()
                        .get(0)
                        .rule()
                        .name())
                .isEqualTo("order#1");
    }

    /** It is not the event that had to come before it. */
    @Test
    void aLastEventIsNoOther() {
        for (String order : List.of("order (aug -> aug(x))", "order (aug(x) -> aug(x))", "order (zap(y) -> zap(y))")) {
            assertThat(explore(order).findings())
                    .as(order)
                    .first()
                    .satisfies(found -> assertThat(found.rule().name()).isEqualTo("order#1"));
        }
        assertThat(explore("order (aug -> block)").verdict()).isEqualTo(Exploration.Verdict.PROVED);
        assertThat(explore("order (block -> block -> block)").findings()).hasSize(1);
    }
}
