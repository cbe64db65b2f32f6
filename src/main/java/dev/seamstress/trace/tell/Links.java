package dev.seamstress.trace.tell;

import dev.seamstress.trace.log.LogEntry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which steps of a run could have made a difference to which: what a step could have seen.
 *
 * <p>A step comes of the one that sent its message; a thread's step of the thread's last one; whoever changes an entry
 * of a page table of who changed it last. What mmu and tdx do for one thread does not come of all that they did for
 * others: but of calls about the same page, and of the last call about no page, such as TRACK or an entry.
 */
final class Links {
    private final List<List<Integer>> before = new ArrayList<>();
    private final Map<String, Integer> last = new TreeMap<>();
    private final BitSet threads = new BitSet();

    /** A step begins; its number is how many there were. */
    void delivered(LogEntry.Delivered delivered) {
        before.add(new ArrayList<>());
        if (delivered.isContinue()) {
            threads.set(delivered.to());
        }
        link(delivered.sentStep());
        boolean isThread = threads.get(delivered.to());
        touch("actor " + delivered.to() + (isThread ? "" : " for " + delivered.from()));
    }

    /** Requires: a step has begun. */
    void entry(LogEntry.Entry entry) {
        touch("entry " + entry.tree() + " " + entry.root() + " " + entry.gfn() + " " + entry.level());
    }

    /** Requires: a step has begun. */
    void told(LogEntry.Told told) {
        if (!EventSources.isCall(told)) {
            return;
        }
        if (EventSources.hasPage(told)) {
            touch("call " + told.number(1));
            link(last.getOrDefault("call", -1));
        } else {
            touch("call");
        }
    }

    private void touch(String what) {
        int now = before.size() - 1;
        Integer earlier = last.put(what, now);
        link(earlier == null ? -1 : earlier);
    }

    private void link(int earlier) {
        int now = before.size() - 1;
        if (earlier >= 0 && earlier < now && !before.get(now).contains(earlier)) {
            before.get(now).add(earlier);
        }
    }

    /** The step, and all that it comes of. */
    BitSet past(int step) {
        BitSet past = new BitSet();
        if (step < 0 || step >= before.size()) {
            return past;
        }
        past.set(step);
        for (int at = step; at >= 0; at--) {
            if (past.get(at)) {
                before.get(at).forEach(past::set);
            }
        }
        return past;
    }
}
