package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/**
 * What a thread that ends the association of a vCPU with its processor, and that processor, tell each other: only the
 * processor itself can make the SEAMCALL.
 *
 * <p>Source: smp_call_function_single() in tdx_flush_vp_on_cpu(); struct tdx_flush_vp_arg.
 */
public sealed interface FlushVp extends Message {
    /** To the thread that runs the vCPU, whose processor it is. */
    enum Call implements FlushVp {
        CALL;

        private final long content = Mix.tag("FlushVp.Call");

        @Override
        public long content() {
            return content;
        }
    }

    /** Back: what TDH.VP.FLUSH returned. */
    record Done(long status) implements FlushVp {
        private static final long TAG = Mix.tag("FlushVp.Done");

        @Override
        public long content() {
            return Mix.mix(TAG, status);
        }
    }
}
