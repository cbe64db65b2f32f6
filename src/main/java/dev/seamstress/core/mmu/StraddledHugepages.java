package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Slot;

/**
 * The huge pages that a range of gfns begins or ends in the middle of: of each size the one that holds the first gfn,
 * and the one that holds the last.
 *
 * <p>Shape: candidates are numbered from 0 to {@link #COUNT}: 2M head, 2M tail, 1G head, 1G tail.
 *
 * <p>Source: kvm_arch_pre_set_memory_attributes(), hugepage_test_mixed(). Simplified: KVM_LPAGE_MIXED_FLAG is no state;
 * whether a page has it is told from the attributes, which cannot change under slots_lock. Assumed: a gfn that the
 * scenario does not name has the attribute that its slot's gfns start with.
 */
final class StraddledHugepages {
    static final int COUNT = 4;

    private final Kvm kvm;
    private final Slot slot;
    private final long start;
    private final long end;

    /** For {@code start} to {@code end}, exclusive, gfns of {@code slot}. */
    StraddledHugepages(Kvm kvm, Slot slot, long start, long end) {
        this.kvm = kvm;
        this.slot = slot;
        this.start = start;
        this.end = end;
    }

    private static int level(int candidate) {
        return candidate < 2 ? Level.PG_2M : Level.PG_1G;
    }

    private static boolean isTail(int candidate) {
        return candidate % 2 == 1;
    }

    /** The first gfn of the huge page. */
    long start(int candidate) {
        return Level.base(level(candidate), isTail(candidate) ? end - 1 : start);
    }

    /** One past its last gfn. */
    long end(int candidate) {
        return start(candidate) + Level.pages(level(candidate));
    }

    /**
     * True if the range has only a part of the huge page, and the page lies in the slot and is not mixed. A head and a
     * tail that are one page count once.
     */
    boolean isToBeAdded(int candidate, Grant slotsLock, Fx fx) {
        long first = start(candidate);
        long last = end(candidate);
        boolean isPart = first < start || last > end;
        boolean isSecond = isTail(candidate) && first == start(candidate - 1);
        boolean isInSlot = slot.range().start().value() <= first
                && last <= slot.range().endExclusive().value();
        return isPart && !isSecond && isInSlot && !isMixed(first, last, slotsLock, fx);
    }

    private boolean isMixed(long first, long last, Grant slotsLock, Fx fx) {
        Attributes attributes = kvm.attributes();
        int from = attributes.below(first);
        int to = attributes.below(last);
        boolean hasUnnamed = to - from < last - first;
        long expected = hasUnnamed ? Attributes.first(slot) : fx.read(slotsLock, attributes.wordAt(from));
        for (int i = from; i < to; i++) {
            if (fx.read(slotsLock, attributes.wordAt(i)) != expected) {
                return true;
            }
        }
        return false;
    }
}
