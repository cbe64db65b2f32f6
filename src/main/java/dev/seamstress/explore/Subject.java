package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.KnownSteps;

/** What a search searches: an engine that makes steps and takes them back, and who tells what a step broke. */
interface Subject {
    /** The engine. It tracks. */
    Engine engine();

    /**
     * What becomes known of steps from now on, so that not every one has to be made; null if each has to, because
     * somebody listens who is no part of the state.
     */
    default KnownSteps knownSteps() {
        return null;
    }

    /** Makes a step. What a machine throws passes through. */
    default void step(int channel) {
        engine().step(channel);
    }

    /** What the last step broke that the state it led to does not show, or null. */
    default Rule brokenByStep() {
        return null;
    }

    /** What the state breaks, or null. Asked once for each state, of those whose last step broke nothing. */
    default Rule brokenByState() {
        return null;
    }

    /** True if the last step ended an operation of the script. */
    default boolean isProgress() {
        return false;
    }

    /** A final state was reached for the first time, broken or not. */
    default void atTheEnd() {}
}
