package dev.seamstress.core.thread;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmMmuNotifierInvalidateRange;
import dev.seamstress.core.mmu.KvmMmuNotifierInvalidateRange.Half;
import dev.seamstress.core.vm.Backing;
import dev.seamstress.core.vm.HostPages;
import dev.seamstress.core.vm.HugePages;

/**
 * The host changes its own mapping of guest memory, between the two halves of an MMU notifier. Returns
 * {@link OpResult#OK}.
 *
 * <p>Page by page: {@code madvise} frees the page and puts a zeroed one in its place; {@code munmap} frees it and puts
 * nothing there; {@code migrate} copies its content to a new page, then frees it; {@code protect} makes it read-only
 * for good. A page that is not mapped stays so. Whoever meets a page that another thread is working on waits for it.
 *
 * <p>Of a huge page only a part of which is concerned, the mapping is split first. That is a change of its own, between
 * two halves of its own: a fault on another part may have mapped the huge page again since the first notifier's start.
 *
 * <p>Source: mm/memory.c, zap_page_range_single(); mm/mmap.c, do_munmap(); mm/migrate.c, migrate_pages();
 * mm/mprotect.c, change_protection(); mm/huge_memory.c, __split_huge_pmd(). Simplified: pages go back to the allocator
 * one by one and before the notifier's end, the earliest that the host may do it; a migration keeps the notifier open
 * while it copies, and whoever faults meanwhile retries where the kernel would wait; no locks of the host but those of
 * single entries; what takes the place of a huge page are pages of 4K, also if the whole of it is replaced.
 */
final class ChangeHostMapping extends Procedure implements NotifierSpan {
    private static final Kind KIND = Kind.of("change_host_mapping");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final NotifyOp op;
    private long gfn;
    private long backing;
    private long content;

    ChangeHostMapping(Kvm kvm, NotifyOp op) {
        super(At.START);
        this.kvm = kvm;
        this.op = op;
        this.gfn = op.range().start().value();
    }

    private enum At implements Step {
        START(Access.LOCAL),
        STARTED(Access.LOCAL),
        MAPPING(Access.RACY),
        SPLIT_STARTED(Access.LOCAL),
        SPLIT(Access.RACY),
        SPLIT_ENDED(Access.LOCAL),
        READ(Access.RACY),
        CHANGE(Access.RACY),
        COPY(Access.RACY),
        FILL(Access.RACY),
        REPLACE(Access.RACY),
        NEXT(Access.LOCAL),
        ENDED(Access.LOCAL);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return switch ((At) at()) {
            case MAPPING, SPLIT -> fx.isReachable(huge().word(huge().of(gfn)));
            case READ, CHANGE, REPLACE -> fx.isReachable(pages().backing(gfn));
            case COPY -> fx.isReachable(pages().contentWord(pfn(backing)));
            case FILL -> fx.isReachable(pages().contentWord(pfn(Backing.replaced(backing))));
            case START, STARTED, SPLIT_STARTED, SPLIT_ENDED, NEXT, ENDED -> false;
        };
    }

    @Override
    public GfnRange told() {
        return at() == At.START || at() == At.STARTED || at() == At.ENDED ? null : op.range();
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case START -> call(t, notifier(op.range(), Half.START), At.STARTED);
            case STARTED -> page(t);
            case MAPPING -> mapping(t, fx);
            case SPLIT_STARTED -> splitStarted(t);
            case SPLIT -> split(t, fx);
            case SPLIT_ENDED -> splitEnded(t);
            case READ -> read(fx);
            case CHANGE -> change(fx);
            case COPY -> {
                content = fx.read(pages().contentWord(pfn(backing)));
                yield go(At.FILL);
            }
            case FILL -> fill(fx);
            case REPLACE -> replace(fx);
            case NEXT -> next(t);
            case ENDED -> {
                t.takeResult();
                yield ret(t, OpResult.OK.ordinal());
            }
        };
    }

    private Procedure notifier(GfnRange range, Half half) {
        return new KvmMmuNotifierInvalidateRange(kvm, range, half);
    }

    private HugePages huge() {
        return kvm.hugePages();
    }

    /** Begins with the next page. */
    private Go page(KernelThread t) {
        t.takeResult();
        return go(huge().has(gfn) ? At.MAPPING : At.READ);
    }

    private GfnRange hugePage() {
        return huge().range(huge().of(gfn));
    }

    /** True if the whole huge page changes, about which KVM has been told. */
    private boolean isWholeConcerned() {
        GfnRange page = hugePage();
        return op.range().contains(page.start().value())
                && op.range().contains(page.endExclusive().value() - 1);
    }

    private Go mapping(KernelThread t, Fx fx) {
        boolean isSplit = fx.read(huge().word(huge().of(gfn))) == HugePages.SPLIT;
        if (isSplit || isWholeConcerned() && op.kind() == NotifyOp.Kind.PROTECT) {
            return go(At.READ);
        }
        return isWholeConcerned() ? go(At.SPLIT) : call(t, notifier(hugePage(), Half.START), At.SPLIT_STARTED);
    }

    private Go splitStarted(KernelThread t) {
        t.takeResult();
        return go(At.SPLIT);
    }

    /** If another thread was faster, there is nothing left to do. */
    private Go split(KernelThread t, Fx fx) {
        fx.write(huge().word(huge().of(gfn)), HugePages.SPLIT);
        return isWholeConcerned() ? go(At.READ) : call(t, notifier(hugePage(), Half.END), At.SPLIT_ENDED);
    }

    private Go splitEnded(KernelThread t) {
        t.takeResult();
        return go(At.READ);
    }

    private HostPages pages() {
        return kvm.hostPages();
    }

    private long pfn(long of) {
        return pages().sharedPfn(gfn, of);
    }

    private Go read(Fx fx) {
        backing = fx.read(pages().backing(gfn));
        if (Backing.isChanging(backing)) {
            return go(At.READ);
        }
        return go(Backing.isMapped(backing) ? At.CHANGE : At.NEXT);
    }

    /** The old mapping goes; if another thread was faster, look again. */
    private Go change(Fx fx) {
        if (!fx.compareAndSet(pages().backing(gfn), backing, changed())) {
            return go(At.READ);
        }
        return switch (op.kind()) {
            case MADVISE -> {
                freed(fx);
                yield go(At.FILL);
            }
            case MIGRATE -> go(At.COPY);
            case MUNMAP -> {
                freed(fx);
                yield go(At.NEXT);
            }
            case PROTECT -> go(At.NEXT);
        };
    }

    private long changed() {
        return switch (op.kind()) {
            case MADVISE, MIGRATE -> Backing.changing(backing);
            case MUNMAP -> Backing.unmapped(backing);
            case PROTECT -> Backing.readonly(backing);
        };
    }

    private Go fill(Fx fx) {
        fx.write(pages().contentWord(pfn(Backing.replaced(backing))), content);
        content = 0;
        return go(At.REPLACE);
    }

    private Go replace(Fx fx) {
        fx.write(pages().backing(gfn), Backing.replaced(backing));
        if (op.kind() == NotifyOp.Kind.MIGRATE) {
            freed(fx);
        }
        return go(At.NEXT);
    }

    private void freed(Fx fx) {
        fx.trace(Event.PAGE_FREED, gfn, pfn(backing));
    }

    private Go next(KernelThread t) {
        backing = 0;
        gfn++;
        return op.range().contains(gfn) ? page(t) : call(t, notifier(op.range(), Half.END), At.ENDED);
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
        gfn = f.word("gfn", gfn);
        backing = f.word("backing", backing);
        content = f.token("content", content);
    }
}
