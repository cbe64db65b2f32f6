package dev.seamstress.explore;

/**
 * Where a search gives up.
 *
 * @param states how many states it may see
 * @param bytes how much memory it may take for what it remembers
 * @param depth how many steps a schedule may have; longer ones are cut there
 * @param watch is asked now and then whether to go on
 */
public record Limits(int states, long bytes, int depth, Watch watch) {
    /** None but what the machine has. */
    public static final Limits NONE =
            new Limits(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, (states, transitions, depth) -> null);

    /** Sees how a search gets on, and can end it. */
    @FunctionalInterface
    public interface Watch {
        /**
         * Why the search has to end now, or null: it goes on. Asked every thousand steps or so.
         *
         * @param depth of the schedule that it is at
         */
        SearchEnd look(long states, long transitions, int depth);

        /** The same of walks: of how many {@code schedules}, and steps, by all workers together. */
        default SearchEnd walked(long schedules, long steps) {
            return look(0, steps, 0);
        }
    }

    public Limits withStates(int most) {
        return new Limits(most, bytes, depth, watch);
    }

    public Limits withBytes(long most) {
        return new Limits(states, most, depth, watch);
    }

    public Limits withWatch(Watch who) {
        return new Limits(states, bytes, depth, who);
    }

    public Limits withDepth(int most) {
        return new Limits(states, bytes, most, watch);
    }
}
