package dev.seamstress.model.handshake;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;

/** Counts the threads that are done. */
public final class Sink extends Machine {
    private int done;

    Sink(int id) {
        super(id, "sink");
    }

    public int done() {
        return done;
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        done++;
    }

    @Override
    public void fields(Fields f) {
        done = f.count("done", done);
    }
}
