package dev.seamstress.explore;

import java.util.Arrays;
import java.util.Optional;

/**
 * What can be broken besides the invariants and the claims of a script: it is looked at always, as after it there is
 * nothing to look at, or because it is the script's own.
 */
public enum Standing {
    /** A KVM_BUG_ON fires. */
    BUG_ON(
            Rule.BUG_ON,
            "no KVM_BUG_ON fires, but one that answers a status which the script injects as an error",
            "KVM_BUG_ON(), of the kernel",
            "the kernel ends the VM where one fires, so that nothing comes after it"),
    /** Nobody can go on. */
    DEADLOCK(
            Rule.DEADLOCK,
            "something can happen as long as a column is neither done nor stopped",
            "the search",
            "nothing can happen any more where it is broken, so that nothing comes after it"),
    /** Everybody can go on, for nothing. */
    LIVELOCK(
            Rule.LIVELOCK,
            "from every state on, an operation of the script can end, or all columns can be done or stopped",
            "the search",
            "no schedule leads out of the states in which it is broken, so that nothing comes after it"),
    /** A result that its row does not announce. */
    RESULTS(
            Rule.RESULTS,
            "an operation has one of the results that its row announces behind =>, if it announces any",
            "the script",
            "it is the script's own: leave the => out of the file");

    private final String id;
    private final String statement;
    private final String source;
    private final String whyNotOff;

    Standing(String id, String statement, String source, String whyNotOff) {
        this.id = id;
        this.statement = statement;
        this.source = source;
        this.whyNotOff = whyNotOff;
    }

    /** The one that verdicts call {@code name}. */
    public static Optional<Standing> named(String name) {
        return Arrays.stream(values()).filter(one -> one.id.equals(name)).findFirst();
    }

    /** The name in verdicts and in {@code expect}. */
    public String id() {
        return id;
    }

    /** What holds where it is not broken. */
    public String statement() {
        return statement;
    }

    /** Who says so. */
    public String source() {
        return source;
    }

    /** Why it cannot be turned off. */
    public String whyNotOff() {
        return whyNotOff;
    }
}
