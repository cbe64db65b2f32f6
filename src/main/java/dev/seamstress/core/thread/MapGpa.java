package dev.seamstress.core.thread;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;

/**
 * A vCPU's call to make memory private or shared, between the guest that makes it and userspace that serves it: a chunk
 * of at most 2 MiB at a time, counted from the call's start.
 *
 * <p>Shape: gfns without the shared bit. Between calls all fields are as at the start.
 *
 * <p>Source: tdx.c, tdx_map_gpa(), __tdx_map_gpa(), tdx_complete_vmcall_map_gpa(); struct vcpu_tdx, map_gpa_next and
 * map_gpa_end. Simplified: the guest asks for nothing malformed.
 */
final class MapGpa implements Stateful {
    private static final GuestOp.Side[] SIDES = GuestOp.Side.values();
    private static final Status[] STATUSES = Status.values();
    /** TDX_MAP_GPA_MAX_LEN. */
    private static final long CHUNK = Level.pages(Level.PG_2M);

    private long next;
    private long end;
    private GuestOp.Side to;
    private Status status;
    private boolean isFailed;

    /** What the guest is told, in R10. */
    enum Status {
        SUCCESS,
        /** Ask again for the rest, from {@link #next}. */
        RETRY,
        INVALID_OPERAND
    }

    /** The guest makes the call. */
    void call(long start, long endExclusive, GuestOp.Side side) {
        next = start;
        end = endExclusive;
        to = side;
        status = null;
        isFailed = false;
    }

    /** True from the call until the guest is told what became of it. */
    boolean isUnderWay() {
        return to != null && status == null;
    }

    /** What userspace is asked for now. A VM that is no TD makes the call as a hypercall, which has no chunks. */
    ConvertOp chunk(boolean isTd) {
        long last = isTd ? Math.min(end, next + CHUNK) : end;
        return new ConvertOp(GfnRange.of(next, last - next), to);
    }

    /** Userspace has served the chunk, or failed to. */
    void serve(boolean isServed) {
        isFailed = !isServed;
    }

    /**
     * KVM_RUN goes on. {@code isDisturbed}: something waits that the guest should see to first. True if userspace is to
     * be asked for the next chunk; else the guest is told.
     */
    boolean complete(boolean isTd, boolean isDisturbed) {
        if (isFailed) {
            status = Status.INVALID_OPERAND;
            return false;
        }
        next = chunk(isTd).range().endExclusive().value();
        if (next == end) {
            status = Status.SUCCESS;
        } else if (isDisturbed) {
            status = Status.RETRY;
        }
        return status == null;
    }

    /** R11 beside RETRY: the first gfn of the rest. */
    long next() {
        return next;
    }

    /** The call is over in the guest; returns what it was told. */
    Status take() {
        Status told = status;
        forget();
        return told;
    }

    private void forget() {
        next = 0;
        end = 0;
        to = null;
        status = null;
        isFailed = false;
    }

    @Override
    public void fields(Fields f) {
        to = f.constant("to", to, SIDES);
        if (to == null) {
            forget();
            return;
        }
        next = f.word("next", next);
        end = f.word("end", end);
        status = f.constant("status", status, STATUSES);
        isFailed = f.flag("failed", isFailed);
    }
}
