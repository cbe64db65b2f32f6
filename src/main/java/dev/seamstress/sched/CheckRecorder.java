package dev.seamstress.sched;

import java.util.function.LongSupplier;

/**
 * Makes another strategy's choices, and writes down the checks of the run. The same with every driver, since all offer
 * the same choices in the same order.
 */
public final class CheckRecorder implements Strategy {
    private final Strategy strategy;
    private final LongSupplier told;
    private final Checks.Recorder recorder = new Checks.Recorder();
    private int enabledBefore;
    private int place = STOP;

    /** @param told a digest of all that the run has told so far; the driver's sink keeps it */
    public CheckRecorder(Strategy strategy, LongSupplier told) {
        this.strategy = strategy;
        this.told = told;
    }

    @Override
    public int choose(int step, Enabled enabled) {
        close();
        int index = strategy.choose(step, enabled);
        if (index != STOP) {
            enabledBefore = Checks.ofEnabled(enabled);
            place = index;
        }
        return index;
    }

    private void close() {
        if (place != STOP) {
            recorder.add(enabledBefore, place, Checks.ofDone(told.getAsLong()));
            place = STOP;
        }
    }

    /** The checks of the run, one for each of its steps. Requires: the run is over. */
    public Checks checks() {
        close();
        return recorder.toChecks();
    }
}
