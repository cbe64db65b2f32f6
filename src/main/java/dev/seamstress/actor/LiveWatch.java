package dev.seamstress.actor;

/**
 * Looks at a live run from outside while it goes on, every few milliseconds.
 *
 * <p>What it sees of one mailbox is of another moment than what it sees of the next: actors do not stop for it.
 */
public interface LiveWatch {
    /** Looks at nothing, and lets the run go on. */
    LiveWatch NONE = mailboxes -> false;

    /** The mailboxes of a live run. */
    interface Mailboxes {
        /** How many messages wait for that machine now, the one that it is taking not counted. */
        int depth(int machine);
    }

    /** Looks; true ends the run. */
    boolean look(Mailboxes mailboxes);
}
