package dev.seamstress.scenario.ast;

/**
 * The options of the TD, with defaults filled in.
 *
 * <p>Shape: a flag is null when it is off.
 */
public record Td(Name zerostep, Name veOnPending, Name state, Num gpaw, Num vcpus, Name huge) {
    public static final String DEFAULT_STATE = "runnable";
    /** There is no TD. */
    public static final String NO_STATE = "none";

    public static final int DEFAULT_GPAW = 48;
    /** P0 exists always. */
    public static final int DEFAULT_VCPUS = 1;

    /** A TD of which nothing was said. */
    public static final Td DEFAULT =
            new Td(null, null, Name.absent(DEFAULT_STATE), Num.decimal(DEFAULT_GPAW), Num.decimal(DEFAULT_VCPUS), null);
}
