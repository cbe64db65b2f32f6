package dev.seamstress.core.tdx;

/**
 * Whether all vCPUs that could have a translation of a blocked page have left the guest since.
 *
 * <p>Shape: a page has BEPOCH, the TD epoch in which it was blocked. One TRACK later no vCPU enters in that epoch any
 * more, and the page is tracked when those that had have gone. A second TRACK is not to be had before that, so two
 * epochs later it is tracked for sure. One TRACK covers all pages blocked before it.
 *
 * <p>Source: helpers.h, is_tlb_tracked(); op_state_lookup.c, tlb_tracking_required.
 */
final class TlbTracking {
    private TlbTracking() {}

    /**
     * What forbids a leaf to take the page or table of an entry away: that it is not blocked, or not tracked; or
     * nothing. One racy access, unless the epochs alone decide.
     *
     * <p>Source: the leaves' common order, GPA_RANGE_NOT_BLOCKED with details, TLB_TRACKING_NOT_DONE without.
     */
    static long check(Call call, long entry) {
        if (!isRequired(call)) {
            return LeafFunction.OK;
        }
        if (!SeptEntry.state(entry).isBlocked()) {
            return HostMemLeaf.withDetail(call, TdxStatus.GPA_RANGE_NOT_BLOCKED);
        }
        return isDone(call, entry) ? LeafFunction.OK : TdxStatus.TLB_TRACKING_NOT_DONE.with(OperandId.RCX);
    }

    /** False while the TD has never run: no vCPU can have a translation. */
    static boolean isRequired(Call call) {
        return isRequired(OpState.of(call.td(TdWord.OP_STATE)));
    }

    /** The same, of a TD in this state. */
    static boolean isRequired(OpState opState) {
        return opState == OpState.RUNNABLE;
    }

    /** Of what the entry that RCX names points to. One racy access, unless the epochs alone decide. */
    static boolean isDone(Call call, long entry) {
        long epoch = call.td(TdWord.EPOCH);
        int level = SeptEntry.pageLevel(entry, call.septLevel());
        long bepoch = call.fx().own(call.memory().bepoch(level, SeptEntry.page(entry, call.septLevel())));
        boolean isUndecided = bepoch == epoch - 1;
        return isDone(
                epoch,
                bepoch,
                isUndecided ? call.fx().read(call.memory().residence().word()) : 0);
    }

    /** The rule itself. {@code residence}: a value of {@link Residence}. */
    static boolean isDone(long epoch, long bepoch, long residence) {
        if (bepoch == epoch - 1) {
            return Residence.refcount(residence, parity(bepoch)) == 0;
        }
        return bepoch < epoch - 1;
    }

    /** Which of the two counts a vCPU is in that entered in {@code epoch}. */
    static int parity(long epoch) {
        return (int) epoch & 1;
    }
}
