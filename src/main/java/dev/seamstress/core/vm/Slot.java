package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;

/**
 * What does not change about a memslot while a scenario runs.
 *
 * <p>Shape: {@code id} as userspace numbers it; a memslot that can be at several places is several, of which one at
 * most is there. {@code hasGmem}: its private pages come from a guest_memfd. {@code isThp}: the host backs each aligned
 * 2M of it by one huge page. {@code home}: the gfn whose host address its first page has, another than its own if it
 * has been moved. {@code isFirst}: it is there at the start.
 *
 * <p>Source: include/linux/kvm_host.h, struct kvm_memory_slot.
 */
public record Slot(
        int id, GfnRange range, boolean hasGmem, boolean isReadonly, boolean isThp, long home, boolean isFirst) {
    /** A slot that is there at the start. */
    public Slot(int id, GfnRange range, boolean hasGmem, boolean isReadonly, boolean isThp) {
        this(id, range, hasGmem, isReadonly, isThp, range.start().value(), true);
    }

    /** A slot that the host backs by 4K pages. */
    public Slot(int id, GfnRange range, boolean hasGmem, boolean isReadonly) {
        this(id, range, hasGmem, isReadonly, false);
    }

    /** The gfn at whose host address the page of {@code gfn} is. */
    public long home(long gfn) {
        return gfn - range.start().value() + home;
    }

    /** True if the whole page at {@code level} that {@code gfn} is in lies in the slot. */
    public boolean contains(int level, long gfn) {
        long first = Level.base(level, gfn);
        return first >= range.start().value()
                && first + Level.pages(level) <= range.endExclusive().value();
    }

    /** Whether a slot is there; the ordinal is in the low bits of its word. */
    public enum State {
        NONE,
        VALID,
        /** Being deleted or moved: KVM_MEMSLOT_INVALID. */
        INVALID
    }
}
