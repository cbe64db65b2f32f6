package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.tdx.Tdx;
import java.util.Arrays;

/**
 * A function of the state: which threads' vCPUs are in the guest of a TD, as the TDX module sees it: from the step in
 * which VP.ENTER answers to that of the TD exit. The thread itself learns of either by a message later on.
 */
final class Guests implements Stateful {
    private final boolean[] isInside;

    Guests(int threads) {
        isInside = new boolean[threads];
    }

    /** The module has told a thread something. */
    void sent(int to, Message message) {
        if (message instanceof Tdx.Entered) {
            isInside[to] = true;
        } else if (message instanceof Tdx.EptViolation) {
            isInside[to] = false;
        }
    }

    /** The thread has taken itself out of the module's count. */
    void exits(int thread) {
        isInside[thread] = false;
    }

    boolean isInside(int thread) {
        return isInside[thread];
    }

    void reset() {
        Arrays.fill(isInside, false);
    }

    @Override
    public void fields(Fields f) {
        for (int i = 0; i < isInside.length; i++) {
            isInside[i] = f.unhashed("inside", isInside[i] ? 1 : 0) != 0;
        }
    }
}
