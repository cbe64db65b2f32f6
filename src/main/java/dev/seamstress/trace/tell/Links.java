package dev.seamstress.trace.tell;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Event;
import dev.seamstress.trace.filter.PageWords;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.ToldCall;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which steps of a run could have made a difference to which, as far as a log tells what a step could have seen.
 *
 * <p>A step comes of the one that sent its message; a thread's step of the thread's last one, of whatever changed the
 * VM last for all to see, and, while the thread is about certain pages, of whoever stored last to an entry that covers
 * them. What mmu and tdx do for one thread does not come of all that they did for others: but of calls about the same
 * page, and of the last call about no page, such as TRACK or an entry.
 */
final class Links {
    private final List<List<Integer>> before = new ArrayList<>();
    private final Map<String, Integer> last = new TreeMap<>();
    private final Map<String, Store> stores = new TreeMap<>();
    private final Map<Integer, Pages> about = new TreeMap<>();
    private final BitSet threads = new BitSet();

    /** Pages, half-open. */
    private record Pages(long start, long endExclusive) {
        boolean overlaps(Pages other) {
            return start < other.endExclusive && other.start < endExclusive;
        }
    }

    /** The last store to an entry that covers the pages. */
    private record Store(Pages pages, int step) {}

    /** A step begins; its number is how many there were. */
    void delivered(LogEntry.Delivered delivered) {
        before.add(new ArrayList<>());
        if (delivered.isContinue()) {
            threads.set(delivered.to());
        }
        link(delivered.sentStep());
        boolean isThread = threads.get(delivered.to());
        touch("actor " + delivered.to() + (isThread ? "" : " for " + delivered.from()));
        if (isThread) {
            link(last.getOrDefault("vm", -1));
            linkStores(about.get(delivered.to()));
        }
    }

    /** Requires: a step has begun. */
    void entry(LogEntry.Entry entry) {
        long base = Level.base(entry.level(), entry.gfn());
        Pages pages = new Pages(base, base + Level.pages(entry.level()));
        String place = entry.tree() + " " + entry.root() + " " + base + " " + entry.level();
        Store earlier = stores.put(place, new Store(pages, before.size() - 1));
        link(earlier == null ? -1 : earlier.step());
    }

    /** Requires: a step has begun. */
    void told(LogEntry.Told told) {
        if (ToldCall.isOne(told)) {
            call(told);
            return;
        }
        if (changesTheVm(told.event())) {
            touch("vm");
        }
        Pages pages = pages(told);
        if (pages != null) {
            about.put(told.actor(), pages);
            linkStores(pages);
        }
    }

    private void call(LogEntry.Told told) {
        if (ToldCall.hasPage(told)) {
            touch("call " + told.number(1));
            link(last.getOrDefault("call", -1));
        } else {
            touch("call");
        }
    }

    /** What every thread may look at, and no entry of a page table has. */
    private static boolean changesTheVm(Event event) {
        return switch (event) {
            case KVM_ENTRY,
                    KVM_EXIT,
                    ROOT_INSERTED,
                    ROOT_INVALIDATED,
                    ROOT_REMOVED,
                    BUG_ON,
                    VM_DEAD,
                    MMU_UNINIT,
                    INVALIDATE_BEGIN,
                    INVALIDATE_END,
                    MEMSLOT_PUBLISHED,
                    ATTRIBUTE_SET,
                    PAGE_CLEARED,
                    PAGE_FREED,
                    REQUEST_MADE,
                    VCPU_KICKED,
                    SIGNALLED -> true;
            default -> false;
        };
    }

    /** The pages that whoever tells the event is about from now on; null if it does not say. */
    private static Pages pages(LogEntry.Told told) {
        if (told.event() == Event.ZAP_BEGIN) {
            return new Pages(told.number(1), told.number(2));
        } else if (told.event() == Event.KVM_PAGE_FAULT) {
            long gfn = PageWords.gfnOf(told.number(0));
            return new Pages(gfn, gfn + 1);
        }
        for (int i = 0; i < told.event().arity(); i++) {
            if (told.event().arg(i).name().equals("gfn")) {
                return new Pages(told.number(i), told.number(i) + 1);
            }
        }
        return null;
    }

    private void linkStores(Pages pages) {
        if (pages != null) {
            stores.values().stream()
                    .filter(store -> store.pages().overlaps(pages))
                    .forEach(store -> link(store.step()));
        }
    }

    private void touch(String what) {
        Integer earlier = last.put(what, before.size() - 1);
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
