package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.Slot;

/**
 * Adds one slot's part of a range to the invalidation that has begun, then unmaps the aliases that go. Returns 1 if
 * translations must be flushed, else 0.
 *
 * <p>A conversion of a part of a 2M or 1G page also keeps faults from mapping the whole by one entry: the huge pages
 * that its first and last gfn are in join the invalidation, if they lie in the slot and could be mapped so at all.
 * Nothing there is unmapped.
 *
 * <p>Requires: mmu_lock held for write, and an invalidation begun under it.
 *
 * <p>Source: kvm_mmu_unmap_gfn_range(); kvm_pre_set_memory_attributes(), kvm_arch_pre_set_memory_attributes().
 */
final class KvmUnmapRange extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_unmap_gfn_range");
    private static final Step[] STEPS = At.values();
    private static final RangeWork[] WORKS = RangeWork.values();

    private final Kvm kvm;
    private final Slot slot;
    private final Grant mmuLock;
    private RangeWork work;
    private long start;
    private long end;
    private int hugepage;

    /** Unmaps {@code start} to {@code end}, exclusive, all of them gfns of {@code slot}. */
    KvmUnmapRange(Kvm kvm, RangeWork work, Slot slot, long start, long end, Grant mmuLock) {
        super(At.ADD);
        this.kvm = kvm;
        this.slot = slot;
        this.mmuLock = mmuLock;
        this.work = work;
        this.start = start;
        this.end = end;
    }

    private enum At implements Step {
        ADD,
        HUGEPAGES,
        UNMAP,
        UNMAPPED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case ADD -> add(t, start, end, hasHugepages() ? At.HUGEPAGES : At.UNMAP);
            case HUGEPAGES -> hugepages(t, fx);
            case UNMAP -> unmap(t);
            case UNMAPPED -> ret(t, t.takeResult());
        };
    }

    private boolean hasHugepages() {
        return work.isConversion()
                && kvm.has(KernelSwitch.ATTR_HUGEPAGE_RANGE)
                && !kvm.has(Mutation.B17_NO_HUGEPAGE_RANGE);
    }

    private Go add(KernelThread t, long from, long to, Step then) {
        return call(t, new KvmMmuInvalidateRangeAdd(kvm, mmuLock, from, to), then);
    }

    private Go hugepages(KernelThread t, Fx fx) {
        t.takeResult();
        StraddledHugepages straddled = new StraddledHugepages(kvm, slot, start, end);
        while (hugepage < StraddledHugepages.COUNT) {
            int candidate = hugepage++;
            if (straddled.isToBeAdded(candidate, mmuLock, fx)) {
                return add(t, straddled.start(candidate), straddled.end(candidate), At.HUGEPAGES);
            }
        }
        return go(At.UNMAP);
    }

    private Go unmap(KernelThread t) {
        t.takeResult();
        GfnRangeFilter filter = work.filter(kvm);
        Procedure zap = kvm.has(Mutation.X11_REMOVE_UNDER_READ)
                ? new UnmapUnderReadLock(kvm, mmuLock, start, end, filter, work.reason())
                : new TdpMmuUnmapGfnRange(kvm, mmuLock, start, end, filter, work.reason());
        return call(t, zap, At.UNMAPPED);
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return STEPS;
    }

    @Override
    protected void locals(Fields f) {
        work = f.constant("work", work, WORKS);
        start = f.word("start", start);
        end = f.word("end", end);
        hugepage = f.count("hugepage", hugepage);
    }
}
