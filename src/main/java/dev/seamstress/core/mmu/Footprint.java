package dev.seamstress.core.mmu;

/**
 * What the threads of a scenario can do at all, told from its text: what nobody can do needs no cut points.
 *
 * @param hasZaps some thread can zap entries: it converts memory, or is a notifier
 * @param hasKicks some thread can touch the words of a vCPU, or interrupt it, besides that vCPU
 * @param isSlotsLockShared more than one thread can want slots_lock
 * @param hasNotifiers some thread can change the host's own mapping of guest memory
 * @param isStepFiltered the TDX module counts faults at one instruction of a guest
 */
public record Footprint(
        boolean hasZaps, boolean hasKicks, boolean isSlotsLockShared, boolean hasNotifiers, boolean isStepFiltered) {
    /** Where the module does not count faults. */
    public Footprint(boolean hasZaps, boolean hasKicks, boolean isSlotsLockShared, boolean hasNotifiers) {
        this(hasZaps, hasKicks, isSlotsLockShared, hasNotifiers, false);
    }

    /** vCPUs that fault and accept, and nobody else. */
    public static final Footprint FAULTS_ONLY = new Footprint(false, false, false, false);

    /** Everything can happen. */
    public static final Footprint ALL = new Footprint(true, true, true, true, true);
}
