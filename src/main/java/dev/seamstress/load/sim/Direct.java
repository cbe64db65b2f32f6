package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
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
    private final MemoryMap map;
    private final SimMemory memory;
    private final Effects effects = new Effects();
    private Message message;
    private int from;
    private int to;

    /** The machines of {@code assembly}; nobody else may use them while this lives. */
    public Direct(Assembly assembly, List<SimMemory.Fill> fills) {
        this.machines = assembly.machines().toArray(new Machine[0]);
        this.map = assembly.map();
        this.memory = new SimMemory(map, assembly.initials(), fills);
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
    private final class Effects implements Fx {
        private int machine;

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

        @Override
        public boolean isCounting() {
            return false;
        }

        @Override
        public long read(long word) {
            return memory.read(word);
        }

        @Override
        public boolean compareAndSet(long word, long expected, long next) {
            return memory.compareAndSet(word, expected, next);
        }

        @Override
        public long compareAndExchange(long word, long expected, long next) {
            return memory.compareAndExchange(word, expected, next);
        }

        @Override
        public long exchange(long word, long next) {
            return memory.exchange(word, next);
        }

        @Override
        public void write(long word, long next) {
            memory.write(word, next);
        }

        @Override
        public long add(long word, long delta) {
            return memory.add(word, delta);
        }

        @Override
        public long read(Grant held, long word) {
            return memory.read(word);
        }

        @Override
        public void write(Grant held, long word, long next) {
            memory.write(word, next);
        }

        @Override
        public long own(long word) {
            return memory.read(word);
        }

        @Override
        public void own(long word, long next) {
            memory.write(word, next);
        }

        @Override
        public boolean isReachable(long word) {
            return map.isReachable(word);
        }
    }
}
