package dev.seamstress.explore;

/** A rule that was broken: its name as {@code expect} writes it, what kind it is, and how it was broken. */
public record Rule(String name, Kind kind, String text) {
    /** What kind of rule, in the order in which one state's are told. */
    public enum Kind {
        /** A KVM_BUG_ON fired. */
        BUG_ON,
        /** An invariant of the model. */
        INVARIANT,
        /** A claim of the script, or the results that a row announces. */
        CLAIM,
        /** A {@code sometimes} that no schedule witnesses. */
        VACUOUS,
        /** Nothing can happen any more, and a column is neither done nor stopped. */
        DEADLOCK,
        /** A set of states that no schedule leaves, in which no operation ends. */
        LIVELOCK
    }

    /** Rules that bear no number. */
    public static final String BUG_ON = "bug_on";

    public static final String DEADLOCK = "deadlock";

    public static final String LIVELOCK = "livelock";

    /** The {@code =>} of a row, which is a claim without a name of its own. */
    public static final String RESULTS = "results";

    /** In place of a name, as {@code expect} writes it: any rule, but neither a deadlock nor a livelock. */
    public static final String ANY = "refuted";

    /** True if {@code wanted} is its name, or {@link #ANY} and it is one of those. */
    public boolean is(String wanted) {
        return wanted.equals(ANY) ? kind != Kind.DEADLOCK && kind != Kind.LIVELOCK : name.equals(wanted);
    }
}
