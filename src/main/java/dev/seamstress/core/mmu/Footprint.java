package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.KernelLock;

/**
 * What the threads of a scenario can do at all, told from its text: what nobody can do needs no cut points.
 *
 * <p>Shape: a bit for each {@link Can}, and one for each {@link KernelLock} that more than one thread can want. A lock
 * that one thread alone wants is taken without asking. Of mmu_lock, which everybody wants, the bit is about writers.
 */
public record Footprint(int can, int contended) {
    /** vCPUs that fault and accept, and nobody else. */
    public static final Footprint FAULTS_ONLY = new Footprint(0, 0);

    /** Everything can happen, but for what belongs to certain runs. */
    public static final Footprint ALL =
            new Footprint(~0, -1).without(Can.RESCHEDULE).without(Can.TERMINATE).without(Can.UNCACHED);

    /** Something that a thread can do to others. */
    public enum Can {
        /** Zap entries: it converts memory, or is a notifier. */
        ZAP,
        /** Touch the words of a vCPU, or interrupt it, besides that vCPU. */
        KICK,
        /** Signal the thread of a vCPU. */
        SIGNAL,
        /** Go on when the VM is dead, in a schedule that breaks no rule. */
        OUTLIVE_VM,
        /** Change the host's own mapping of guest memory. */
        NOTIFY,
        /** Populate guest_memfd: it matters then which of its pages are prepared. */
        POPULATE,
        /** Have the module give up pages of a TD that is not final behind KVM's back: they look as if premapped. */
        GIVE_UP_EARLY,
        /** Find that memory behind guest_memfd has failed. */
        POISON,
        /** Close the guest_memfd file. */
        CLOSE_GMEM,
        /** Follow the bindings of guest_memfd to memslots that others change, without slots_lock. */
        FOLLOW_BINDINGS,
        /** Close the guest_memfd file while somebody else may hold it, or wait for it to be gone. */
        SHARE_GMEM_FILE,
        /** Finalize the TD. */
        FINALIZE,
        /** Make vCPUs. */
        MAKE_VCPUS,
        /** Meet a TD, or a vCPU, that cannot run yet. */
        BUILD,
        /** Throw direct roots away, so that vCPUs must load others. */
        INVALIDATE_ROOTS,
        /** Add, delete or move memslots. */
        CHANGE_SLOTS,
        /** Compare an MMIO entry with the generation of memslots, or meet its wrap. */
        COUNT_GENERATIONS,
        /** Change memslots in a loop without end, so that generations count in comparison only. */
        COMPARE_GENERATIONS,
        /** Begin an invalidation of a range, and end it. Asked only where memslots change, as any other zap does it. */
        INVALIDATE,
        /** Be counted by the TDX module when they fault at one instruction. */
        STEP,
        /** Destroy the VM. */
        DESTROY,
        /** Be told by a timer, in a long walk, to let others have the processor. */
        RESCHEDULE,
        /**
         * Take the key of a TD away while its pages are mapped, which no kernel here can. For runs that ask how long
         * that would take.
         */
        TERMINATE,
        /**
         * Nothing: no processor caches translations, so that none goes stale. For runs that ask how long things take.
         */
        UNCACHED
    }

    /** Threads can do that, and no two of them want one lock but mmu_lock. */
    public static Footprint of(Can... what) {
        Footprint footprint = FAULTS_ONLY;
        for (Can each : what) {
            footprint = footprint.with(each);
        }
        return footprint;
    }

    /** The same, and threads can do that too. */
    public Footprint with(Can what) {
        return new Footprint(can | 1 << what.ordinal(), contended);
    }

    private Footprint without(Can what) {
        return new Footprint(can & ~(1 << what.ordinal()), contended);
    }

    /** The same, and more than one thread can want the lock. */
    public Footprint with(KernelLock lock) {
        return new Footprint(can, contended | 1 << lock.ordinal());
    }

    /** True if some thread can do that. */
    public boolean has(Can what) {
        return (can & 1 << what.ordinal()) != 0;
    }

    /** True if more than one thread can want the lock. */
    public boolean isContended(KernelLock lock) {
        return (contended & 1 << lock.ordinal()) != 0;
    }

    public boolean hasZaps() {
        return has(Can.ZAP);
    }

    public boolean invalidatesRoots() {
        return has(Can.INVALIDATE_ROOTS);
    }

    /** True if some translation that a processor has cached can go stale. */
    public boolean hasTranslations() {
        return (hasZaps() || invalidatesRoots()) && !has(Can.UNCACHED);
    }

    public boolean hasKicks() {
        return has(Can.KICK);
    }

    public boolean hasNotifiers() {
        return has(Can.NOTIFY);
    }

    /** True if the TDX module counts faults at one instruction of a guest. */
    public boolean isStepFiltered() {
        return has(Can.STEP);
    }
}
