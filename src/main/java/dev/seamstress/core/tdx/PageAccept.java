package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.ModuleSwitch;

/**
 * TDG.MEM.PAGE.ACCEPT: the guest takes a PENDING page, which is zeroed and becomes MAPPED. No tree lock: between its
 * walk and its lock the host may change the entry.
 *
 * <p>Three steps: {@link #begin} walks, and samples whether the entry is a leaf; the second locks the entry; the third
 * decides and commits. The page cannot go away meanwhile, because the vCPU holds its epoch count.
 *
 * <p>A 2M page is zeroed 4K by 4K, each in a step of its own. After each the module looks for an interrupt. If there is
 * one, the entry keeps how far it is, and the guest is told INTERRUPTED_RESUMABLE, which stands for an instruction that
 * is executed again.
 *
 * <p>Source: tdg_mem_page_accept.c, module 1.5.01; simplified: the module sees no interrupt but those that a scenario
 * wants. Assumed: of a module that is told to take no lock of the entry, that it commits what it looked at a step
 * before, as it does with the lock; of a 2M page it looks again before each chunk.
 */
final class PageAccept implements LeafFunction {
    private static final int HIGHEST_LEVEL = 1;

    /** Noted: the entry was a leaf when it was sampled. */
    private static final int IS_LEAF = 1;

    /** Noted: the entry has been looked at, and was not to be locked. */
    private static final int GOES_ON = 4;

    /** Noted: an interrupt is pending. */
    private static final int IS_INTERRUPTED = 2;

    private final PriorityTimeout timeout;

    PageAccept(PriorityTimeout timeout) {
        this.timeout = timeout;
    }

    @Override
    public boolean polls(Call call) {
        return call.septLevel() > 0;
    }

    @Override
    public void begin(Call call) {
        if (!PageInfo.isWellFormed(call.rcx(), 0, HIGHEST_LEVEL)
                || !PageInfo.isPrivate(call.rcx(), call.context().td().gpaw())) {
            call.returnToGuest(TdxStatus.OPERAND_INVALID.with(OperandId.RCX));
            return;
        }
        int level = SecureEpt.walk(call.memory(), call.fx(), call.gfn(), call.septLevel());
        if (level != call.septLevel()) {
            stoppedAbove(call, level);
            return;
        }
        sample(call);
        call.proceed(0);
    }

    private static void stoppedAbove(Call call, int level) {
        long entry = call.fx().own(call.memory().entry(level, call.gfn()));
        if (SeptEntry.state(entry) == SeptState.MAPPED) {
            call.returnToGuest(TdxStatus.PAGE_ALREADY_ACCEPTED.with(level));
        } else {
            call.exit(Tdx.ExtendedQualification.ACCEPT);
        }
    }

    private static void sample(Call call) {
        boolean isInterrupted = call.isInterrupted() || (call.note() & IS_INTERRUPTED) != 0;
        call.note((SeptEntry.isLeaf(call.entry()) ? IS_LEAF : 0) | (isInterrupted ? IS_INTERRUPTED : 0));
    }

    @Override
    public void resume(Call call) {
        if (call.locks().holds(ModuleLock.SEPT_ENTRY)) {
            decide(call, call.entry());
        } else if ((call.note() & GOES_ON) != 0) {
            decide(call, call.septLevel() == 0 ? call.kept().carried() : call.entry());
        } else {
            lock(call);
        }
    }

    private void lock(Call call) {
        if (!call.context().variant().has(ModuleSwitch.ACCEPT_STALE_LEAF_BIT)) {
            sample(call);
        }
        boolean isPending = SeptEntry.state(call.entry()) == SeptState.PENDING;
        if (!isPending && !call.context().variant().has(ModuleSwitch.ACCEPT_LOCKS_ANY)) {
            decide(call, call.entry());
            return;
        }
        long status = call.locks().takeEntry();
        if (TdxStatus.OPERAND_BUSY_HOST_PRIORITY.is(status)) {
            timeout.refuse(call);
            return;
        }
        if (status != OK) {
            call.returnToGuest(status);
            return;
        }
        if (!call.locks().holds(ModuleLock.SEPT_ENTRY)) {
            goOnWithoutLock(call);
        }
        if (isPending && call.septLevel() > 0) {
            call.proceed(firstChunks(call) * call.context().costs().ns(Costs.Kind.ACCEPT_CHUNK));
        } else {
            call.proceed(call.context().costs().ns(isPending ? Costs.Kind.ACCEPT : Costs.Kind.ACCEPT_REFUSED));
        }
    }

    private static void goOnWithoutLock(Call call) {
        call.note(call.note() | GOES_ON);
        if (call.septLevel() == 0) {
            call.kept().carry(call.entry());
        }
    }

    /**
     * What becomes of the call: a table is a mismatch by the sampled leaf bit, everything else goes by the state now,
     * or, without a lock, by {@code entry} as it was when it was looked at.
     */
    private static void decide(Call call, long entry) {
        SeptState state = SeptEntry.state(entry);
        if (state != SeptState.FREE && (call.note() & IS_LEAF) == 0) {
            call.returnToGuest(TdxStatus.PAGE_SIZE_MISMATCH.with(call.septLevel()));
            return;
        }
        switch (state) {
            case MAPPED -> call.returnToGuest(TdxStatus.PAGE_ALREADY_ACCEPTED.with(call.septLevel()));
            case PENDING -> accept(call, entry);
            case FREE, BLOCKED, PENDING_BLOCKED, NL_MAPPED, NL_BLOCKED -> call.exit(Tdx.ExtendedQualification.ACCEPT);
        }
    }

    private static void accept(Call call, long entry) {
        if (call.septLevel() == 0) {
            long pfn = SeptEntry.pfn(entry);
            call.commitEntry(SeptState.MAPPED, pfn);
            call.fx().write(call.context().host().contentWord(pfn), 0);
            call.returnToGuest(OK);
        } else {
            accept2m(call);
        }
    }

    /** Zeroes the next chunk that has content. Simplified: the others are zeroed at once, before it. */
    private static void accept2m(Call call) {
        long pfn = SeptEntry.page(call.entry(), call.septLevel());
        int begun = Math.max((int) call.kept().carried(), SeptEntry.acceptCounter(call.entry()));
        int chunk = nextWithContent(call, pfn, begun);
        if (chunk < SeptTable.ENTRIES) {
            call.fx().write(call.context().host().contentWord(pfn + chunk), 0);
        }
        boolean isInterrupted = (call.note() & IS_INTERRUPTED) != 0;
        int done = isInterrupted ? chunk + 1 : nextWithContent(call, pfn, chunk + 1);
        if (done >= SeptTable.ENTRIES) {
            call.commitEntry(SeptState.MAPPED, pfn);
            call.returnToGuest(OK);
        } else if (isInterrupted) {
            call.commitEntry(SeptState.PENDING, pfn + done);
            call.returnToGuest(TdxStatus.INTERRUPTED_RESUMABLE.word());
        } else {
            call.kept().carry(done);
            call.proceed(call.context().costs().ns(Costs.Kind.ACCEPT_CHUNK));
        }
    }

    /** How many chunks are zeroed until the first step that zeroes one with content: all that have none, and that. */
    private static int firstChunks(Call call) {
        long pfn = SeptEntry.page(call.entry(), call.septLevel());
        int begun = SeptEntry.acceptCounter(call.entry());
        int chunks = SeptTable.ENTRIES - begun;
        for (int i = nextWithContent(call, pfn, begun); i < SeptTable.ENTRIES; i = nextWithContent(call, pfn, i + 1)) {
            chunks--;
        }
        return Math.min(chunks + 1, SeptTable.ENTRIES - begun);
    }

    private static int nextWithContent(Call call, long pfn, int from) {
        int chunk = from;
        while (chunk < SeptTable.ENTRIES && !call.context().host().hasContent(pfn + chunk)) {
            chunk++;
        }
        return chunk;
    }
}
