package dev.seamstress.trace;

/** A run that can be told again, as often as one likes. */
public interface Retold {
    /** Tells {@code sink} everything that was kept, in the order in which it happened. */
    void replay(TraceSink sink);

    /** How many entries came after the recording was full. */
    long dropped();

    /** The step of the last entry kept, or -1 if there is none. */
    int lastStep();
}
