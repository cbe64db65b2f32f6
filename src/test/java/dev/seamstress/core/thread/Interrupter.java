package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.vm.Ipi;

/** Sends one IPI when it starts, and counts the answers. */
final class Interrupter extends Machine {
    private final int to;
    private final Ipi ipi;
    private int answers;

    Interrupter(int id, int to, Ipi ipi) {
        super(id, "interrupter" + id);
        this.to = to;
        this.ipi = ipi;
    }

    int answers() {
        return answers;
    }

    @Override
    public boolean starts() {
        return true;
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        if (message == Continue.CONTINUE) {
            fx.send(to, ipi);
        } else if (message == Ipi.DONE) {
            answers++;
        } else {
            throw new AssertionError(message + " from " + from);
        }
    }

    @Override
    public void fields(Fields f) {
        answers = f.count("answers", answers);
    }
}
