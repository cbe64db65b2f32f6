package dev.seamstress.sched;

/** Who makes the choices of a run: a random walk, a replay, a search. */
public interface Strategy {
    /** The index of a choice among {@code enabled}, which has at least one, or {@link #STOP}. */
    int choose(int step, Enabled enabled);

    /** Ends the run before it has ended by itself. */
    int STOP = -1;
}
