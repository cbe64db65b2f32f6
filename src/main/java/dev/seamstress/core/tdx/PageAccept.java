package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.ModuleSwitch;

/**
 * TDG.MEM.PAGE.ACCEPT: the guest takes a PENDING page, which is zeroed and becomes MAPPED. No tree lock: between its
 * walk and its lock the host may change the entry.
 *
 * <p>Three steps: {@link #begin} walks, and samples whether the entry is a leaf; the second locks the entry; the third
 * decides and commits. The page cannot go away meanwhile, because the vCPU holds its epoch count.
 *
 * <p>Source: tdg_mem_page_accept.c, module 1.5.01; simplified: no 2M page is ever PENDING, as mirror leaves are 4K.
 */
final class PageAccept implements LeafFunction {
    private static final int HIGHEST_LEVEL = 1;

    /** Noted: the entry was a leaf when it was sampled. */
    private static final int IS_LEAF = 1;

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
        call.note(SeptEntry.isLeaf(call.entry()) ? IS_LEAF : 0);
    }

    @Override
    public void resume(Call call) {
        if (call.locks().holds(ModuleLock.SEPT_ENTRY)) {
            decide(call);
        } else {
            lock(call);
        }
    }

    private static void lock(Call call) {
        if (!call.context().variant().has(ModuleSwitch.ACCEPT_STALE_LEAF_BIT)) {
            sample(call);
        }
        boolean isPending = SeptEntry.state(call.entry()) == SeptState.PENDING;
        if (!isPending && !call.context().variant().has(ModuleSwitch.ACCEPT_LOCKS_ANY)) {
            decide(call);
            return;
        }
        long status = call.locks().takeEntryForGuest();
        if (status != OK) {
            call.returnToGuest(status);
            return;
        }
        call.proceed(call.context().costs().ns(isPending ? Costs.Kind.ACCEPT : Costs.Kind.ACCEPT_REFUSED));
    }

    /**
     * What becomes of the call: a table is a mismatch by the sampled leaf bit, everything else goes by the state now.
     */
    private static void decide(Call call) {
        SeptState state = SeptEntry.state(call.entry());
        if (state != SeptState.FREE && call.note() != IS_LEAF) {
            call.returnToGuest(TdxStatus.PAGE_SIZE_MISMATCH.with(call.septLevel()));
            return;
        }
        switch (state) {
            case MAPPED -> call.returnToGuest(TdxStatus.PAGE_ALREADY_ACCEPTED.with(call.septLevel()));
            case PENDING -> accept(call);
            case FREE, BLOCKED, PENDING_BLOCKED, NL_MAPPED, NL_BLOCKED -> call.exit(Tdx.ExtendedQualification.ACCEPT);
        }
    }

    private static void accept(Call call) {
        if (call.septLevel() != 0) {
            throw new ModelBug("ACCEPT of a 2M page is not modelled yet");
        }
        long pfn = SeptEntry.pfn(call.entry());
        call.commitEntry(SeptState.MAPPED, pfn);
        call.fx().write(call.context().host().contentWord(pfn), 0);
        call.returnToGuest(OK);
    }
}
