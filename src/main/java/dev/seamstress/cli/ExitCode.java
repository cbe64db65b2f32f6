package dev.seamstress.cli;

/**
 * What the process tells its caller when it ends.
 *
 * <p>Shape: numbers are part of the interface and never change their meaning. From 64 on they follow BSD's sysexits.h
 * where it has a word for the case.
 */
public enum ExitCode {
    /** All went as the scripts expect; an expected refutation is as expected. */
    AS_EXPECTED(0),
    /** An expectation of a script was not met. */
    EXPECTATION_NOT_MET(1),
    /** A state in which nobody can move and somebody wants to. */
    DEADLOCK(10),
    /** A trap that no schedule leaves. */
    LIVELOCK(11),
    /** A named invariant of the model does not hold. */
    INVARIANT(12),
    /** The model ran into a KVM_BUG_ON. */
    KVM_BUG(14),
    /** A bound was met before an answer; only when asked to be strict. */
    INCONCLUSIVE(20),
    /** The command line makes no sense. */
    USAGE(64),
    /** A scenario or a job could not be read. */
    BAD_INPUT(65),
    /** A recorded schedule no longer fits the model. */
    REPLAY_DRIFT(66),
    /** No JDK was found. The launcher says so, no Java code ever does. */
    NO_JDK(69),
    /** A bug of ours. */
    INTERNAL_ERROR(70),
    /** A bug planted on purpose went unseen: the net has a hole. */
    PLANTED_BUG_MISSED(75),
    /** Interrupted from the keyboard; partial results are written. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The number that the shell sees. */
    public int number() {
        return number;
    }
}
