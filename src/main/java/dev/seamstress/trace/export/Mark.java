package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Event;

/** What kind of row it is, shown by two characters before the text, and by colour if asked for. */
enum Mark {
    /** A message was delivered. */
    DELIVERED("<-", "2"),
    /** Something happened. */
    EVENT("  ", ""),
    /** An entry is frozen from here on: the handshake begins. */
    FROZEN(" +", "1;33"),
    /** The frozen entry has its new value: the handshake ends. */
    PUBLISHED(" +", "1;32"),
    /** The frozen entry has its old value again. */
    ROLLED_BACK(" x", "1;35"),
    /** What must not happen. */
    ALARM("!!", "1;31");

    private final String gutter;
    private final String sgr;

    Mark(String gutter, String sgr) {
        this.gutter = gutter;
        this.sgr = sgr;
    }

    String gutter() {
        return gutter;
    }

    /** The parameters of the SGR sequence, empty for none. */
    String sgr() {
        return sgr;
    }

    static Mark of(Event event) {
        return switch (event) {
            case SPTE_FROZEN -> FROZEN;
            case SPTE_PUBLISHED -> PUBLISHED;
            case SPTE_ROLLED_BACK -> ROLLED_BACK;
            case BUG_ON, VM_DEAD, CONTENT_LOST -> ALARM;
            default -> EVENT;
        };
    }
}
