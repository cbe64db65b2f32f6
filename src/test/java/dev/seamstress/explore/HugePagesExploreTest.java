package dev.seamstress.explore;

import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;

class HugePagesExploreTest {
    @Test
    void probe() {
        for (Scene scene : Scene.ofFiles()) {
            if (!scene.name().contains("huge")) continue;
            long t = System.nanoTime();
            Exhaustive.Result result =
                    new Exhaustive(scene.world().assembly(), Exhaustive.Inspector.NONE, 5_000_000).search();
            System.out.println("PROBE " + scene + " " + result.isExhausted() + " " + result.states() + " "
                    + result.transitions() + " " + result.finals() + " " + result.offence() + " "
                    + (System.nanoTime() - t) / 1_000_000);
        }
    }
}
