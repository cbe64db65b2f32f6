package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.mmu.FlushVp;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;

/**
 * The processor of a vCPU's thread, as it serves the interrupt that asks for TDH.VP.FLUSH. By then the column is over,
 * so the thread itself expects no message.
 *
 * <p>Source: tdx_flush_vp(), which smp_call_function_single() runs there.
 */
final class VpFlusher implements Stateful {
    private static final int NOBODY = -1;

    private int caller = NOBODY;

    /** Takes a message that is the interrupt's; false if it is none. */
    boolean take(int from, Message message, int tdx, int vcpu, Fx fx) {
        if (message instanceof FlushVp.Call) {
            caller = from;
            fx.send(tdx, new Tdx.Seamcall(Leaf.TDH_VP_FLUSH, vcpu, 0, 0));
            return true;
        }
        if (caller != NOBODY && message instanceof Tdx.Return flushed) {
            fx.send(caller, new FlushVp.Done(flushed.status()));
            caller = NOBODY;
            return true;
        }
        return false;
    }

    @Override
    public void fields(Fields f) {
        caller = f.machine("caller", caller);
    }
}
