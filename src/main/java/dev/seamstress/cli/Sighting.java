package dev.seamstress.cli;

import java.util.Locale;

/**
 * A run of a shipped scenario in which a call returns a status, or KVM complains.
 *
 * <p>Shape: {@code what} is the constant of the leaf or of the complaint, which has status 0. {@code command}: what
 * follows {@code ./seamstress run}.
 */
record Sighting(String what, long status, End end, How how, String command) {
    /** What comes of it. */
    enum End {
        /** A KVM_BUG_ON. */
        BUG("it is a KVM_BUG_ON"),
        /** A WARN_ON. */
        WARN("KVM warns"),
        /** Nothing of the kind. */
        GOES_ON("KVM goes on");

        private final String text;

        End(String text) {
            this.text = text;
        }
    }

    /** What brings it about. */
    enum How {
        /** KVM as it is, and who races with it. */
        KVM(""),
        /** A script that makes SEAMCALLs itself. */
        SCRIPT("the script makes the call itself"),
        /** An injection of the script. */
        INJECTED("the script makes a call fail"),
        /** A bug that is planted. */
        PLANTED("with a bug planted");

        private final String text;

        How(String text) {
            this.text = text;
        }

        /** What must be said of it; empty if nothing. */
        String text() {
            return text;
        }
    }

    private static final int FIELDS = 5;

    /** The sighting of a line of {@link #line}'s form. Errors: {@link IllegalArgumentException}. */
    static Sighting of(String line) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(line);
        }
        return new Sighting(
                fields[0],
                Long.parseUnsignedLong(fields[1].substring(2), 16),
                End.valueOf(constant(fields[2])),
                How.valueOf(constant(fields[3])),
                fields[4]);
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What, status, what comes of it, what brings it about, command. */
    String line() {
        return String.format(Locale.ROOT, "%s 0x%016x %s %s %s", what, status, word(end), word(how), command);
    }

    /** True of a call's status. */
    boolean isOfCall() {
        return status != 0;
    }

    /** As people know it: of a leaf Intel's spelling. */
    String name() {
        return isOfCall() ? what.replace('_', '.') : what;
    }

    /** What happens in it, for people. */
    String text() {
        String said = how == How.SCRIPT && end == End.GOES_ON ? "" : end.text;
        return said + (said.isEmpty() || how.text().isEmpty() ? "" : ", ") + how.text();
    }
}
