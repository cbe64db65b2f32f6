package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.SharedMemory;
import java.util.function.LongUnaryOperator;

/** A wrong shell: the first two sends of a step change places. A comparison of drivers that lets it pass is no good. */
final class SwappingShell extends Shell {
    private static final int NOTHING = -1;

    private int heldTo = NOTHING;
    private Message held;
    private boolean hasSwapped;

    SwappingShell(Machine machine, Assembly assembly, SharedMemory memory, StepLog log, LongUnaryOperator clock) {
        super(machine, assembly, memory, log, clock);
    }

    @Override
    void act(int from, Message message) {
        hasSwapped = false;
        super.act(from, message);
        release();
    }

    @Override
    public void send(int to, Message message) {
        if (heldTo == NOTHING && !hasSwapped) {
            heldTo = to;
            held = message;
            return;
        }
        super.send(to, message);
        hasSwapped = true;
        release();
    }

    private void release() {
        if (heldTo != NOTHING) {
            int to = heldTo;
            heldTo = NOTHING;
            super.send(to, held);
        }
    }
}
