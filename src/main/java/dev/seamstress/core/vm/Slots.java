package dev.seamstress.core.vm;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.WordClass;
import java.util.List;

/**
 * The memslots: for each a word with its state in bits 1:0 and its generation above.
 *
 * <p>Shape: slots are disjoint, so a gfn has one at most; {@link #NONE} in place of an index means that it has none.
 *
 * <p>Source: kvm_vcpu_gfn_to_memslot(). Simplified: a lookup reads the one slot that can hold the gfn, instead of a
 * tree.
 */
public final class Slots {
    public static final int NONE = -1;
    private static final int STATE_BITS = 2;
    private static final List<Slot.State> STATES = List.of(Slot.State.values());

    private final List<Slot> slots;
    private final int page;

    /** Adds the words to {@code map}; {@code slotsLock} is the number of the lock that writers hold. */
    public Slots(MemoryMap map, List<Slot> slots, int slotsLock) {
        this.slots = List.copyOf(slots);
        this.page = map.add(WordClass.guarded("vm.slots", WordClass.Rule.OPEN_EXCLUSIVE_WRITERS, slotsLock, 0), 1);
        for (int i = 0; i < slots.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (slots.get(i).range().overlaps(slots.get(j).range())) {
                    throw new ModelBug("slots " + slots.get(i).id() + " and "
                            + slots.get(j).id() + " overlap");
                }
            }
        }
    }

    public int size() {
        return slots.size();
    }

    public Slot slot(int index) {
        return slots.get(index);
    }

    /** The index of the slot that userspace calls {@code id}, or {@link #NONE}. */
    public int numbered(int id) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).id() == id) {
                return i;
            }
        }
        return NONE;
    }

    /** The index of the slot that can hold {@code gfn}, or {@link #NONE}. */
    public int find(long gfn) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).range().contains(gfn)) {
                return i;
            }
        }
        return NONE;
    }

    /**
     * The index of the slot that can overlap {@code start} to {@code end}, exclusive, and has the lowest gfns of all
     * such, or {@link #NONE}. Source: kvm_for_each_memslot_in_gfn_range().
     */
    public int firstIn(long start, long end) {
        int first = NONE;
        for (int i = 0; i < slots.size(); i++) {
            long base = slots.get(i).range().start().value();
            boolean isIn = base < end && slots.get(i).range().endExclusive().value() > start;
            if (isIn
                    && (first == NONE || base < slots.get(first).range().start().value())) {
                first = i;
            }
        }
        return first;
    }

    /** True if some slot has guest_memfd. */
    public boolean hasGmem() {
        return slots.stream().anyMatch(Slot::hasGmem);
    }

    /** The word of the slot at {@code index}. */
    public long word(int index) {
        return MemoryMap.word(page, index);
    }

    /** The state in a slot's word. */
    public static Slot.State state(long value) {
        return STATES.get((int) (value & (1 << STATE_BITS) - 1));
    }

    /** The generation in a slot's word. */
    public static long generation(long value) {
        return value >>> STATE_BITS;
    }

    /** A slot's word. */
    public static long value(Slot.State state, long generation) {
        return generation << STATE_BITS | state.ordinal();
    }

    /** Declares that no machine of the scenario changes memslots. */
    public void freeze(MemoryMap map) {
        map.freeze(page);
    }
}
