package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.Companion;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.tdx.Tdx;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A function of the state: which threads' vCPUs are in the guest of a TD, as the TDX module sees it: from the step in
 * which VP.ENTER answers to that of the TD exit. The thread itself learns of either by a message later on.
 */
final class Guests implements Stateful {
    // Transient: whom to tell, the same for the whole run.
    private transient IntConsumer looks = place -> {};
    private final boolean[] isInside;
    private final boolean[] isFlushed;

    Guests(int threads) {
        isInside = new boolean[threads];
        isFlushed = new boolean[threads];
    }

    /** See {@link Companion#onLook}. */
    void onLook(IntConsumer all) {
        looks = all;
    }

    /** The module has told a thread something. */
    void sent(int to, Message message) {
        if (message instanceof Tdx.Entered entered) {
            isInside[to] = true;
            isFlushed[to] = entered.isFlushed();
        } else if (message instanceof Tdx.EptViolation || message instanceof Tdx.PriorityTimeout) {
            isInside[to] = false;
        }
    }

    /** The thread has taken itself out of the module's count. */
    void exits(int thread) {
        isInside[thread] = false;
    }

    boolean isInside(int thread) {
        looks.accept(2 * thread);
        return isInside[thread];
    }

    /** True if the last entry flushed: what the thread has not taken out of its TLB yet, it cannot use. */
    boolean isFlushed(int thread) {
        looks.accept(2 * thread + 1);
        return isFlushed[thread];
    }

    void reset() {
        Arrays.fill(isInside, false);
        Arrays.fill(isFlushed, false);
    }

    @Override
    public void fields(Fields f) {
        for (int i = 0; i < isInside.length; i++) {
            isInside[i] = f.unhashed("inside", isInside[i] ? 1 : 0) != 0;
            isFlushed[i] = f.unhashed("flushed", isFlushed[i] ? 1 : 0) != 0;
        }
    }
}
