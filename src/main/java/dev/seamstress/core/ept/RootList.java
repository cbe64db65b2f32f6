package dev.seamstress.core.ept;

import dev.seamstress.core.machine.ModelBug;

/**
 * The list of roots as a value, {@code kvm->arch.tdp_mmu_roots}: root slots in list order, head first.
 *
 * <p>Shape: a {@code long}, eight bits a root from the low end, each a slot plus one; 0 ends the list.
 */
public final class RootList {
    /** The most roots that a list can hold. */
    public static final int CAPACITY = 8;

    public static final long EMPTY = 0;
    /** In place of a slot: there is none. */
    public static final int NONE = -1;

    private RootList() {}

    /** The slot at {@code index}, or {@link #NONE} past the end. */
    public static int at(long list, int index) {
        return index < CAPACITY ? (int) (list >>> 8 * index & 0xff) - 1 : NONE;
    }

    public static int size(long list) {
        int size = 0;
        while (at(list, size) != NONE) {
            size++;
        }
        return size;
    }

    public static boolean contains(long list, int slot) {
        for (int i = 0; at(list, i) != NONE; i++) {
            if (at(list, i) == slot) {
                return true;
            }
        }
        return false;
    }

    /** The list with {@code slot} at its head. Source: list_add_rcu(). */
    public static long insert(long list, int slot) {
        if (size(list) == CAPACITY || contains(list, slot)) {
            throw new ModelBug("root " + slot + " cannot be inserted into " + Long.toHexString(list));
        }
        return list << 8 | slot + 1;
    }

    /** The list without {@code slot}; the order of the others stays. Source: list_del_rcu(). */
    public static long remove(long list, int slot) {
        long rest = EMPTY;
        int kept = 0;
        for (int i = 0; i < size(list); i++) {
            if (at(list, i) != slot) {
                rest |= (long) (at(list, i) + 1) << 8 * kept++;
            }
        }
        if (kept != size(list) - 1) {
            throw new ModelBug("root " + slot + " is not on the list " + Long.toHexString(list));
        }
        return rest;
    }

    /** The slot after {@code slot}, the first one after {@link #NONE}; {@link #NONE} at the end. */
    public static int after(long list, int slot) {
        for (int i = 0; i < size(list) && slot != NONE; i++) {
            if (at(list, i) == slot) {
                return at(list, i + 1);
            }
        }
        return slot == NONE ? at(list, 0) : NONE;
    }

    /** The slots on the list, a bit for each. */
    public static long slots(long list) {
        long slots = 0;
        for (int i = 0; i < size(list); i++) {
            slots |= 1L << at(list, i);
        }
        return slots;
    }
}
