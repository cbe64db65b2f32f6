package dev.seamstress.sched;

/** One choice: deliver the oldest message from {@code from} to {@code to}. Ids are positions in the scenario. */
public record Choice(int from, int to) {
    @Override
    public String toString() {
        return from + ">" + to;
    }
}
