package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.world.World;

/** One search to be timed. */
public final class SearchMeasure {
    private final Exhaustive search;

    private SearchMeasure(Subject subject, int states) {
        search = new Exhaustive(subject, Limits.NONE.withStates(states), Findings.all());
    }

    /** Of the states alone: nothing is checked. Ends after {@code states} states. */
    public static SearchMeasure bare(World world, int states) {
        Engine engine = new Engine(world.assembly(), true);
        return new SearchMeasure(() -> engine, states);
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
