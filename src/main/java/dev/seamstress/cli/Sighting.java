package dev.seamstress.cli;

import dev.seamstress.core.tdx.Leaf;
import java.util.Locale;

/**
 * A run of a shipped scenario in which a call returns a status.
 *
 * <p>Shape: {@code isBug}: a KVM_BUG_ON comes of it; else KVM goes on. {@code command}: what follows
 * {@code ./seamstress run}.
 */
record Sighting(Leaf leaf, long status, boolean isBug, How how, String command) {
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

    private static final String BUG = "bug";
    private static final String GOES_ON = "goes-on";
    private static final int FIELDS = 5;

    /** The sighting of a line of {@link #line}'s form. Errors: {@link IllegalArgumentException}. */
    static Sighting of(String line) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(line);
        }
        return new Sighting(
                Leaf.valueOf(fields[0]),
                Long.parseUnsignedLong(fields[1].substring(2), 16),
                fields[2].equals(BUG),
                How.valueOf(fields[3].toUpperCase(Locale.ROOT)),
                fields[4]);
    }

    /** Leaf, status, what comes of it, what brings it about, command. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%s 0x%016x %s %s %s",
                leaf,
                status,
                isBug ? BUG : GOES_ON,
                how.name().toLowerCase(Locale.ROOT),
                command);
    }

    /** What happens in it, for people. */
    String text() {
        String said = isBug ? "it is a KVM_BUG_ON" : how == How.SCRIPT ? "" : "KVM goes on";
        return said + (said.isEmpty() || how.text().isEmpty() ? "" : ", ") + how.text();
    }
}
