package dev.seamstress.trace.log;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.trace.log.LogEntry.Told;

/** What an entry of a log says of a call of the TDX module, by the leaf's name, which every version writes alike. */
public final class ToldCall {
    private ToldCall() {}

    /** True if the event is about a call. */
    public static boolean isOne(Told told) {
        return told.event() == Event.SEAMCALL_BEGIN
                || told.event() == Event.SEAMCALL_DONE
                || told.event() == Event.SEAMCALL_BUSY;
    }

    /** The leaf's name, of an event about a call. */
    public static String leaf(Told told) {
        return told.word(0).split("@", 2)[0];
    }

    /** True if the call of the event is about a page or an entry. */
    public static boolean hasPage(Told told) {
        String leaf = leaf(told);
        for (Leaf each : Leaf.values()) {
            if (each.text().equals(leaf)) {
                return each.hasPageInfo() || told.number(1) != 0;
            }
        }
        return told.number(1) != 0;
    }

    /**
     * False for the gfn and the level of a call that has none: it is about no page, and they are zero in the log. True
     * for every other number of an event.
     */
    public static boolean has(Told told, int index) {
        String name = told.event().arg(index).name();
        boolean isPlace = name.equals("gfn") || name.equals("level");
        return !isPlace || !isOne(told) || hasPage(told);
    }
}
