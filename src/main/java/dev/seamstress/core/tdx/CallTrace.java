package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Event;

/** What the module tells of a call: to the trace, and to those who ask which gfn it is about. */
final class CallTrace {
    private CallTrace() {}

    /** The call begins. */
    static void begin(Call call) {
        call.fx().trace(Event.SEAMCALL_BEGIN, CallName.of(call.leaf(), call.lp()), gfn(call), level(call));
    }

    /** The call returns. */
    static void done(Call call, long status) {
        call.fx().trace(Event.SEAMCALL_DONE, CallName.of(call.leaf(), call.lp()), gfn(call), level(call), status);
    }

    /** If the status says that a lock refused the call: by whom it was held. */
    static void refusal(Call call, long status) {
        if (TdxStatus.isRefusedByLock(status)) {
            long by = call.locks().refusedBy();
            long name = CallName.refused(call.leaf(), call.lp(), level(call));
            call.fx().trace(Event.SEAMCALL_BUSY, name, gfn(call), status, by);
        }
    }

    /** True if the call is about one of these gfns. Requires: a leaf that is about gfns. */
    static boolean isAbout(Call call, GfnRange gfns) {
        int level = level(call) + 1;
        return level <= call.memory().shape().rootLevel()
                && gfns.overlaps(GfnRange.of(Level.base(level, gfn(call)), Level.pages(level)));
    }

    private static long gfn(Call call) {
        return Tdx.gfnOf(about(call));
    }

    private static int level(Call call) {
        return Tdx.levelOf(about(call));
    }

    /** A page-info word; zero for a leaf that is about no gfn. */
    private static long about(Call call) {
        if (call.leaf().tellsGfnInR8()) {
            return call.r8();
        }
        return call.leaf().hasPageInfo() ? call.rcx() : 0;
    }
}
