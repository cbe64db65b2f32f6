package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.KnownSteps;
import dev.seamstress.world.World;

/** One search to be timed. */
public final class SearchMeasure {
    private final Exhaustive search;

    private record Bare(Engine engine) implements Subject {
        @Override
        public KnownSteps knownSteps() {
            return engine.knownSteps();
        }
    }

    private SearchMeasure(Subject subject, int states) {
        search = new Exhaustive(subject, Limits.NONE.withStates(states), Findings.all());
    }

    /** Of the states alone: nothing is checked. Ends after {@code states} states. */
    public static SearchMeasure bare(World world, int states) {
        return new SearchMeasure(new Bare(new Engine(world.assembly(), true)), states);
    }

    /** With everything checked: claims, invariants, traps. */
    public static SearchMeasure checked(World world, int states) {
        return new SearchMeasure(Judge.of(world), states);
    }

    public void run() {
        search.search();
    }

    public int states() {
        return search.states();
    }

    /** Memory for what the search remembers, a state. */
    public double bytesPerState() {
        return (double) search.bytes() / search.states();
    }
}
