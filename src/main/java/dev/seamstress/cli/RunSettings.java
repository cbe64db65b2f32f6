package dev.seamstress.cli;

/**
 * How a scenario is to be run.
 *
 * <p>Shape: {@code maxSteps}: where a run that does not end is cut.
 */
record RunSettings(Driver driver, long seed, KernelChoice kernel, int maxSteps, Timeline timeline, Form form) {
    /** Who delivers the messages. */
    enum Driver {
        /** Real Pekko, one thread, choices from the seed. */
        STEPPED,
        /** Real Pekko on all processors. */
        LIVE
    }

    /** The picture of the run. */
    enum Timeline {
        columns,
        log,
        race,
        none
    }

    /** What is printed. */
    enum Form {
        TEXT,
        JSON
    }
}
