package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Assembly.Initial;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.LpageInfo;
import dev.seamstress.core.vm.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Keeps {@link LpageInfo}: which 2M and 1G pages are in part private and in part shared.
 *
 * <p>Source: kvm_arch_post_set_memory_attributes(), kvm_mmu_init_memslot_memory_attributes(), hugepage_has_attrs().
 * Assumed: a gfn that the scenario does not name has the attribute that its slot's gfns start with.
 */
final class MixedHugepages {
    private MixedHugepages() {}

    /**
     * After the attributes of {@code start} to {@code end}, exclusive, gfns of {@code slot}, were set: marks or unmarks
     * each page that has a part of them, unless it reaches out of the slot.
     *
     * <p>Requires: mmu_lock held for write, and slots_lock.
     */
    static void update(Kvm kvm, Slot slot, long start, long end, Grant mmuLock, Grant slotsLock, Fx fx) {
        LongUnaryOperator attribute = word -> fx.read(slotsLock, word);
        for (int level = Level.PG_2M; level < LpageInfo.END_LEVEL; level++) {
            for (long page = Level.base(level, start); page < end; page += Level.pages(level)) {
                if (slot.contains(level, page)) {
                    long value = isMixed(kvm.attributes(), slot, level, page, attribute) ? LpageInfo.MIXED : 0;
                    fx.write(mmuLock, kvm.lpageInfo().word(level, page), value);
                }
            }
        }
    }

    /**
     * The flags as the slots were made with them: of the pages that hold a gfn of {@code range}.
     *
     * @param attribute gives the first value of an attribute's word
     */
    static List<Initial> initials(Kvm kvm, GfnRange range, LongUnaryOperator attribute) {
        List<Initial> initials = new ArrayList<>();
        for (int i = 0; i < kvm.slots().size(); i++) {
            Slot slot = kvm.slots().slot(i);
            long end = range.endExclusive().value();
            for (int level = Level.PG_2M; level < LpageInfo.END_LEVEL; level++) {
                long page = Level.base(level, range.start().value());
                for (; page < end; page += Level.pages(level)) {
                    if (slot.isFirst()
                            && slot.contains(level, page)
                            && isMixed(kvm.attributes(), slot, level, page, attribute)) {
                        initials.add(new Initial(kvm.lpageInfo().word(level, page), LpageInfo.MIXED));
                    }
                }
            }
        }
        return initials;
    }

    private static boolean isMixed(
            Attributes attributes, Slot slot, int level, long first, LongUnaryOperator attribute) {
        int from = attributes.below(first);
        int to = attributes.below(first + Level.pages(level));
        boolean hasUnnamed = to - from < Level.pages(level);
        long expected = hasUnnamed ? Attributes.first(slot) : attribute.applyAsLong(attributes.wordAt(from));
        for (int i = from; i < to; i++) {
            if (attribute.applyAsLong(attributes.wordAt(i)) != expected) {
                return true;
            }
        }
        return false;
    }
}
