package dev.seamstress.explore;

import dev.seamstress.engine.KnownSteps;

/** What a search knows of steps that it has not made: of those that are like one that it has. */
final class Foresight {
    /** Nothing is known of the step. */
    static final int NONE = KnownSteps.NONE;

    /** Of the memory of a search an eighth at most, as states that are not seen are worse than steps that are made. */
    private static final int SHARE = 8;

    private final KnownSteps known;

    /** {@code limits}: of the search. */
    Foresight(Subject subject, Limits limits) {
        this.known = subject.knownSteps();
        if (known != null) {
            known.keepWithin(limits.bytes() / SHARE);
        }
    }

    /** A number for the step at a channel, for the two questions below, or {@link #NONE}. It breaks nothing. */
    int find(int channel) {
        return known == null ? NONE : known.find(channel);
    }

    /** The fingerprint after the step. */
    long fingerprintAfter(int step) {
        return known.fingerprintAfter(step);
    }

    /** True if the step ends an operation. */
    boolean isProgress(int step) {
        return known.isProgress(step);
    }

    /** The step at the channel, the one that was last looked for, is made next. */
    void begin(int channel) {
        if (known != null) {
            known.begin(channel);
        }
    }

    /** Between the step and another one that is made with it somebody looks at the state. */
    void pause() {
        if (known != null) {
            known.pause();
        }
    }

    /** It has looked. */
    void goOn() {
        if (known != null) {
            known.goOn();
        }
    }

    /** Another step is made with it. */
    void follow(int channel) {
        if (known != null) {
            known.follow(channel);
        }
    }

    /** The step was made; {@code broken}: what it broke, or null; {@code isProgress}: whether it ended an operation. */
    void end(Rule broken, boolean isProgress) {
        if (known == null) {
            return;
        }
        if (broken == null) {
            known.learn(isProgress);
        } else {
            known.forget();
        }
    }

    /** Bytes that it takes. */
    long bytes() {
        return known == null ? 0 : known.bytes();
    }

    /** An upper bound of the chance that a step was taken for another one. */
    double collisionBound() {
        return known == null ? 0 : known.collisionBound();
    }
}
