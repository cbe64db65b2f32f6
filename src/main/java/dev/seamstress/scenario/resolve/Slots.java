package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.plan.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Questions about a list of slots that do not overlap. */
final class Slots {
    private Slots() {}

    /** The slots by their first gfn. */
    static List<Slot> sorted(List<Slot> slots) {
        List<Slot> sorted = new ArrayList<>(slots);
        sorted.sort(Comparator.comparing(s -> s.range().start()));
        return sorted;
    }

    /** The first gfn of {@code range} that lies in none of the slots, which are sorted, or -1. */
    static long firstOutside(List<Slot> sorted, GfnRange range) {
        long gfn = range.start().value();
        for (Slot slot : sorted) {
            if (slot.range().contains(gfn)) {
                gfn = slot.range().endExclusive().value();
            }
        }
        return gfn < range.endExclusive().value() ? gfn : -1;
    }

    /** For people: {@code 0x100+8, 0x200+8}. */
    static String list(List<Slot> slots) {
        return slots.stream().map(s -> s.range().toString()).collect(Collectors.joining(", "));
    }
}
