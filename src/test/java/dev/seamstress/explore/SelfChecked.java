package dev.seamstress.explore;

import dev.seamstress.world.World;
import java.util.function.Supplier;

/** Searches for tests that believe nothing: to the end, whatever is found, with the self-check. */
final class SelfChecked {
    private SelfChecked() {}

    /** Errors: {@link dev.seamstress.core.machine.ModelBug} if the self-check finds something. */
    static Exploration explore(Supplier<World> worlds) {
        Explorer.Settings settings = Explorer.Settings.DEFAULT
                .keepGoing()
                .selfChecking()
                .withLimits(Limits.NONE.withStates(100_000))
                .withWalking(new Walking(0, 1, 1));
        return new Explorer(worlds, settings).explore();
    }
}
