package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import java.util.List;

/**
 * Plays what one thread does with nobody beside it, without time and without a queue: whoever gets a message takes it
 * at once.
 *
 * <p>Requires: at most one message is under way. Errors: {@link ModelBug} if there are two.
 */
public final class Direct {
    private final Machine[] machines;
    private final SimMemory memory;
    private final Effects effects;
    private Message message;
    private int from;
    private int to;

    /** The machines of {@code assembly}; nobody else may use them while this lives. */
    public Direct(Assembly assembly, List<SimMemory.Fill> fills) {
        this.machines = assembly.machines().toArray(new Machine[0]);
        this.memory = new SimMemory(assembly.map(), assembly.initials(), fills);
        this.effects = new Effects(assembly.map());
    }

    /** The thread begins, and goes on until nothing is left to happen. */
    public void play(int thread) {
        send(thread, thread, Continue.CONTINUE);
        while (message != null) {
            Message next = message;
            message = null;
            effects.machine = to;
            machines[to].on(from, next, effects);
        }
    }

    private void send(int sender, int receiver, Message sent) {
        if (message != null) {
            throw new ModelBug("two messages are under way: " + message + " and " + sent);
        }
        from = sender;
        to = receiver;
        message = sent;
    }

    /** The shared words. */
    public SimMemory memory() {
        return memory;
    }

    /** What the machine that takes a message may do. */
    private final class Effects extends PlainFx {
        private int machine;

        Effects(MemoryMap map) {
            super(map, memory);
        }

        @Override
        public void send(int receiver, Message sent) {
            Direct.this.send(machine, receiver, sent);
        }

        @Override
        public void after(long ns, int lp, Message sent) {
            Direct.this.send(lp, machine, sent);
        }

        @Override
        public void trace(Event event, long a, long b, long c, long d) {}

        /** Nobody is there who could come between. */
        @Override
        public boolean isCutBefore(boolean hasTouched) {
            return false;
        }
    }
}
