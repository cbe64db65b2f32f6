package dev.seamstress.core.vm;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.WordClass;
import java.util.List;

/**
 * The memslots, and where they are published: a word that says for each in which state it is.
 *
 * <p>Shape: two bits a memslot, and above them the generation, with a bit while an update is under way. More than
 * {@link #PER_WORD} take more words, which only a scenario may have in which they never change. Memslots that are there
 * at the same time are disjoint, so a gfn has one at most; {@link #NONE} in place of an index means that it has none.
 *
 * <p>Source: struct kvm_memslots, to which {@code kvm->memslots} points; kvm_vcpu_gfn_to_memslot(). Simplified: of the
 * generation 14 bits are kept, and only where an MMIO entry can be compared with it.
 */
public final class Slots {
    public static final int NONE = -1;

    /** How many memslots one word tells of. */
    public static final int PER_WORD = 24;

    private static final int STATE_BITS = 2;
    private static final int GENERATION_SHIFT = PER_WORD * STATE_BITS;
    private static final long GENERATION_MASK = (1 << 14) - 1;
    private static final long UPDATING = 1L << 62;
    private static final List<Slot.State> STATES = List.of(Slot.State.values());

    private final List<Slot> slots;
    private final int page;

    /** Adds the words to {@code map}; {@code slotsLock} is the number of the lock that writers hold. */
    public Slots(MemoryMap map, List<Slot> slots, int slotsLock) {
        this.slots = List.copyOf(slots);
        this.page = map.add(WordClass.guarded("vm.slots", WordClass.Rule.OPEN_EXCLUSIVE_WRITERS, slotsLock, 0), 1);
        for (int i = 0; i < slots.size(); i++) {
            for (int j = 0; j < i; j++) {
                Slot one = slots.get(i);
                Slot other = slots.get(j);
                boolean areApart = one.isFirst() && other.isFirst() || i / PER_WORD != j / PER_WORD;
                if (areApart && one.range().overlaps(other.range())) {
                    throw new ModelBug("slots " + one.id() + " and " + other.id() + " overlap");
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

    /** The index of the slot that userspace calls {@code id} and that is there by its word, or {@link #NONE}. */
    public int numbered(int id, long value) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).id() == id && state(i, value) != Slot.State.NONE) {
                return i;
            }
        }
        return NONE;
    }

    /** The index of the first slot that userspace can call {@code id}, or {@link #NONE}. All of them have one word. */
    public int ofId(int id) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).id() == id) {
                return i;
            }
        }
        return NONE;
    }

    /** The index of the first slot that can hold {@code gfn}, or {@link #NONE}. All that can have one word. */
    public int find(long gfn) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).range().contains(gfn)) {
                return i;
            }
        }
        return NONE;
    }

    /** The index of the slot that holds {@code gfn} by the word's value, or {@link #NONE}. */
    public int find(long gfn, long value) {
        for (int i = find(gfn); i != NONE && i < slots.size(); i++) {
            if (slots.get(i).range().contains(gfn) && state(i, value) != Slot.State.NONE) {
                return i;
            }
        }
        return NONE;
    }

    /** The state of the slot that holds {@code gfn}, by the word's value. */
    public Slot.State stateOf(long gfn, long value) {
        int slot = find(gfn, value);
        return slot == NONE ? Slot.State.NONE : state(slot, value);
    }

    /** True if the word's value has a slot besides those of {@code id} that overlaps the one at {@code index}. */
    public boolean isTaken(int index, int id, long value) {
        for (int i = 0; i < slots.size(); i++) {
            boolean isOther = slots.get(i).id() != id && state(i, value) != Slot.State.NONE;
            if (isOther && slots.get(i).range().overlaps(slots.get(index).range())) {
                return true;
            }
        }
        return false;
    }

    /** True if some slot that can hold {@code gfn} has a guest_memfd. */
    public boolean hasGmem(long gfn) {
        return slots.stream().anyMatch(slot -> slot.hasGmem() && slot.range().contains(gfn));
    }

    /**
     * The index of the slot that comes after {@code after}, or first of all, of those that can overlap {@code start} to
     * {@code end}, exclusive, or {@link #NONE}: they are in the order of their gfns. Source:
     * kvm_for_each_memslot_in_gfn_range().
     *
     * @param isHome the range is one of host addresses, each called by the gfn that it is the home of
     */
    public int nextIn(int after, long start, long end, boolean isHome) {
        int next = NONE;
        for (int i = 0; i < slots.size(); i++) {
            long base = isHome ? slots.get(i).home() : start(i);
            boolean isIn = base < end && base + pages(i) > start;
            boolean isLater = after == NONE || isBefore(after, i);
            if (isIn && isLater && (next == NONE || isBefore(i, next))) {
                next = i;
            }
        }
        return next;
    }

    private long pages(int index) {
        return slots.get(index).range().endExclusive().value() - start(index);
    }

    private long start(int index) {
        return slots.get(index).range().start().value();
    }

    private boolean isBefore(int one, int other) {
        return start(one) != start(other) ? start(one) < start(other) : one < other;
    }

    /** True if some slot has guest_memfd. */
    public boolean hasGmem() {
        return slots.stream().anyMatch(Slot::hasGmem);
    }

    /** The word of the slot at {@code index}. */
    public long word(int index) {
        return MemoryMap.word(page, index / PER_WORD);
    }

    /** The state in a word of the slot at {@code index}. */
    public Slot.State state(int index, long value) {
        return STATES.get((int) (value >>> shift(index) & (1 << STATE_BITS) - 1));
    }

    private static int shift(int index) {
        return index % PER_WORD * STATE_BITS;
    }

    /** The same word, but the slot at {@code index} is in that state. */
    public long with(long value, int index, Slot.State state) {
        long others = value & ~((1L << STATE_BITS) - 1 << shift(index));
        return others | (long) state.ordinal() << shift(index);
    }

    /** The generation in a word. */
    public static long generation(long value) {
        return value >>> GENERATION_SHIFT & GENERATION_MASK;
    }

    /** The word that has the generation. */
    public long generationWord() {
        return MemoryMap.word(page, 0);
    }

    /** The same word with that generation. */
    public static long withGeneration(long value, long generation) {
        return value & ~(GENERATION_MASK << GENERATION_SHIFT) | generation << GENERATION_SHIFT;
    }

    /** True if after the generation in the word comes 0. */
    public static boolean isLastGeneration(long value) {
        return generation(value) == GENERATION_MASK;
    }

    /** How many updates there are from one generation to a later one. */
    public static long updatesBetween(long earlier, long later) {
        return later - earlier & GENERATION_MASK;
    }

    /** True if an update is under way, so that the generation says nothing. */
    public static boolean isUpdating(long value) {
        return (value & UPDATING) != 0;
    }

    /** The same word, and an update is under way. */
    public static long updating(long value) {
        return value | UPDATING;
    }

    /** The same word with the next generation; after the last comes 0. */
    public static long updated(long value) {
        long next = generation(value) + 1 & GENERATION_MASK;
        return value & ~(UPDATING | GENERATION_MASK << GENERATION_SHIFT) | next << GENERATION_SHIFT;
    }

    /** The same word with the last generation before 0. */
    public static long beforeWrap(long value) {
        return value | GENERATION_MASK << GENERATION_SHIFT;
    }

    /** Declares that no machine of the scenario changes memslots. */
    public void freeze(MemoryMap map) {
        map.freeze(page);
    }
}
