package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.vm.LpageInfo;
import dev.seamstress.core.vm.Slot;

/**
 * The huge pages that a range of gfns begins or ends in the middle of: of each size the one that holds the first gfn,
 * and the one that holds the last.
 *
 * <p>Shape: candidates are numbered from 0 to {@link #COUNT}: 2M head, 2M tail, 1G head, 1G tail.
 *
 * <p>Source: kvm_arch_pre_set_memory_attributes(), hugepage_test_mixed().
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
    boolean isToBeAdded(int candidate, Grant mmuLock, Fx fx) {
        long first = start(candidate);
        long last = end(candidate);
        boolean isPart = first < start || last > end;
        boolean isSecond = isTail(candidate) && first == start(candidate - 1);
        return isPart && !isSecond && slot.contains(level(candidate), first) && !isMixed(candidate, mmuLock, fx);
    }

    private boolean isMixed(int candidate, Grant mmuLock, Fx fx) {
        return fx.read(mmuLock, kvm.lpageInfo().word(level(candidate), start(candidate))) == LpageInfo.MIXED;
    }
}
