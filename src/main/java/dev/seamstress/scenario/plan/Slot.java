package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.words.SlotFlag;
import java.util.List;

/** A memslot; {@code flags} in the order of their constants, without duplicates. */
public record Slot(int id, GfnRange range, List<SlotFlag> flags) {
    public Slot {
        flags = List.copyOf(flags);
    }

    public boolean has(SlotFlag flag) {
        return flags.contains(flag);
    }
}
