package dev.seamstress.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.engine.Engine;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a test about several gfns holds if it holds for each of them, also one with {@code !=}. Method: conditions on
 * the first state of a scenario in which neighbours differ.
 */
class EvaluatorTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '"',
            value = {
                "sept(x) = mapped! true",
                "sept(y) = mapped! false",
                "sept(x+2) = mapped! false",
                "sept(x+2) = free! false",
                "sept(x+2) in {mapped, free}! true",
                "sept(y+2) = free! true",
                "\"sept(x+2) != mapped\"! false",
                "\"sept(x+2) != free\"! false",
                "\"sept(y+2) != mapped\"! true",
                "~(sept(x+2) = mapped)! true",
                "sept(x) = mapped /\\ sept(y) = free! true",
                "sept(x) = mapped /\\ sept(y) = mapped! false",
                "sept(x) = free \\/ sept(y) = free! true",
                "sept(x) = free \\/ sept(y) = mapped! false",
            })
    void aTestOfSeveralIsOneOfEach(String condition, boolean holds) {
        Scene scene = Scene.of("neighbours", """
                TDX neighbours
                { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; sept(x) = mapped; }
                 P0         ;
                 A: fault y ;
                """ + "always (" + condition + ")\n");
        World world = scene.world();
        Engine engine = new Engine(world.assembly(), false);
        ClaimMonitors monitors = new ClaimMonitors(scene.scenario().claims(), world.view(engine.memory()));
        assertThat(monitors.isBroken(0)).isNotEqualTo(holds);
    }
}
