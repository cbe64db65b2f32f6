package dev.seamstress.check;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which gfns are at rest: those for which no thread is inside a freeze window or a zap.
 *
 * <p>Shape: a thread has at most one freeze window. It lasts from the freeze to the store that ends it, or to the end
 * of the fault that froze, whichever is first: a thread that forgets its frozen entry has no window, and the entry is
 * then at rest, and wrong.
 *
 * <p>A zap lasts from the store of the non-present entry to the end of the thread's next flush, or of its PAGE.REMOVE
 * of the gfn. One that is followed by neither, because nobody can have used the entry or because the VM is bugged, ends
 * with the operation of the script.
 */
final class Windows implements Stateful {
    private final Map<Integer, GfnRange> frozen = new TreeMap<>();
    private final Map<Integer, List<GfnRange>> zapped = new TreeMap<>();

    void event(int actor, Event event, long a, long b, long c, long d) {
        switch (event) {
            case SPTE_FROZEN -> frozen.put(actor, entry(a, b));
            case SPTE_PUBLISHED, SPTE_ROLLED_BACK, FAULT_RETRY, FAULT_DONE -> frozen.remove(actor);
            case KVM_TDP_MMU_SPTE_CHANGED -> {
                if (Spte.isPresent(c) && !Spte.isPresent(d)) {
                    zapped.computeIfAbsent(actor, thread -> new ArrayList<>()).add(entry(a, b));
                }
            }
            case SEAMCALL_DONE -> {
                if (CallName.leaf(a) == Leaf.TDH_MEM_PAGE_REMOVE && d == 0) {
                    removed(CallName.lp(a), b);
                }
            }
            case FLUSH_DONE, OPERATION_END -> zapped.remove(actor);
            default -> {} // events are an open vocabulary here: all others leave the windows as they are
        }
    }

    private static GfnRange entry(long gfn, long level) {
        return GfnRange.of(Level.base((int) level, gfn), Level.pages((int) level));
    }

    private void removed(int thread, long gfn) {
        List<GfnRange> zaps = zapped.get(thread);
        if (zaps != null) {
            zaps.removeIf(range -> range.contains(gfn));
            if (zaps.isEmpty()) {
                zapped.remove(thread);
            }
        }
    }

    /** True if no window covers any gfn of {@code ranges}, or, if there are none, no window is open at all. */
    boolean isAtRest(Iterable<GfnRange> ranges) {
        Iterator<GfnRange> named = ranges.iterator();
        if (!named.hasNext()) {
            return frozen.isEmpty() && zapped.isEmpty();
        }
        while (named.hasNext()) {
            if (isOpen(named.next())) {
                return false;
            }
        }
        return true;
    }

    private boolean isOpen(GfnRange range) {
        return frozen.values().stream().anyMatch(range::overlaps)
                || zapped.values().stream().flatMap(List::stream).anyMatch(range::overlaps);
    }

    /** The windows one after the other: the thread, how many it has, and each. */
    @Override
    public void fields(Fields f) {
        List<Map.Entry<Integer, GfnRange>> freezes = new ArrayList<>(frozen.entrySet());
        frozen.clear();
        for (int i = 0, count = f.count("frozen", freezes.size()); i < count; i++) {
            Map.Entry<Integer, GfnRange> freeze = i < freezes.size() ? freezes.get(i) : null;
            int thread = f.machine("thread", freeze == null ? -1 : freeze.getKey());
            frozen.put(thread, range(f, freeze == null ? null : freeze.getValue()));
        }
        List<Map.Entry<Integer, List<GfnRange>>> zaps = new ArrayList<>(zapped.entrySet());
        zapped.clear();
        for (int i = 0, count = f.count("zapping", zaps.size()); i < count; i++) {
            Map.Entry<Integer, List<GfnRange>> zap = i < zaps.size() ? zaps.get(i) : null;
            int thread = f.machine("thread", zap == null ? -1 : zap.getKey());
            zapped.put(thread, ranges(f, zap == null ? List.of() : zap.getValue()));
        }
    }

    private static List<GfnRange> ranges(Fields f, List<GfnRange> old) {
        List<GfnRange> ranges = new ArrayList<>();
        for (int i = 0, count = f.count("zapped", old.size()); i < count; i++) {
            ranges.add(range(f, i < old.size() ? old.get(i) : null));
        }
        return ranges;
    }

    private static GfnRange range(Fields f, GfnRange old) {
        long start = f.word("start", old == null ? 0 : old.start().value());
        long pages = f.word("pages", old == null ? 0 : old.pages());
        return GfnRange.of(start, pages);
    }
}
