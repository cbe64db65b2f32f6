package dev.seamstress.load.run;

/**
 * Tells a run in which nothing gets on any more: somebody goes round and round, and what others wait for never comes.
 *
 * <p>Both limits are far more than any operation needs between two things that it gets done.
 */
final class Standstill {
    static final long STEPS = 1L << 24;
    static final long NS = 10_000_000_000L;

    private long done;
    private long steps;
    private long ns;

    /**
     * Looks now and then.
     *
     * @param doneNow how much was done so far, in any unit
     * @param stepsNow how many steps were made
     * @param nsNow virtual time
     * @return true if nothing was done in the last {@link #STEPS} steps and {@link #NS} nanoseconds
     */
    boolean look(long doneNow, long stepsNow, long nsNow) {
        if (doneNow != done) {
            done = doneNow;
            steps = stepsNow;
            ns = nsNow;
        }
        return stepsNow - steps >= STEPS && nsNow - ns >= NS;
    }
}
