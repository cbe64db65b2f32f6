package dev.seamstress.model.handshake;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;

/** The module of the small model: each call is one delivery, and checks that it comes in turn. */
final class ToyModule extends Machine {
    private int sept;

    ToyModule(int id) {
        super(id, "tdx");
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        switch ((Say) message) {
            case AUG -> advance(0, 1, message);
            case BLOCK -> advance(1, 2, message);
            case TRACK -> advance(2, 3, message);
            case REMOVE -> advance(3, 0, message);
            case LOCK_R, LOCK_W, UNLOCK_R, UNLOCK_W, TDX_DONE, FIN ->
                throw new IllegalStateException("module got " + message);
        }
        fx.send(from, Say.TDX_DONE);
    }

    private void advance(int expected, int next, Message message) {
        if (sept != expected) {
            throw new IllegalStateException(message + " finds the entry in state " + sept);
        }
        sept = next;
    }

    @Override
    public void fields(Fields f) {
        sept = f.count("sept", sept);
    }
}
