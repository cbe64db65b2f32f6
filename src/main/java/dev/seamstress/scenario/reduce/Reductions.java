package dev.seamstress.scenario.reduce;

import dev.seamstress.scenario.ast.Scenario;
import java.util.ArrayList;
import java.util.List;

/**
 * All ways to take one thing out of a scenario.
 *
 * <p>What is left may be wrong, as when a name is gone that something else uses. Nothing that is left was not there
 * before, but for smaller numbers and the defaults of options.
 */
public final class Reductions {
    /** No claim has to be kept. */
    public static final int NO_CLAIM = -1;

    private Reductions() {}

    /**
     * The reductions of a scenario, those first that make most of a difference; always in the same order.
     *
     * @param kept the place of a claim that stays: only parts of it go, and only such that what is left of it follows
     *     from it; {@link #NO_CLAIM} if no claim has to stay
     */
    public static List<Reduction> of(Scenario scenario, int kept) {
        List<Reduction> all = new ArrayList<>();
        all.addAll(ClaimCuts.of(scenario, kept));
        all.addAll(GridCuts.of(scenario, kept));
        all.addAll(DeclCuts.of(scenario, kept));
        all.addAll(OptionCuts.of(scenario, kept));
        return all;
    }
}
