package dev.seamstress.explore;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/**
 * A small world of threads that are all alike, to plant mistakes in: each asks an owner once what time it is, and keeps
 * all answers; a clock tells the owner once that time has passed.
 */
final class AskerToys {
    private static final int ASKERS = 3;
    private static final int CLOCK = ASKERS;
    private static final int OWNER = ASKERS + 1;

    private final Mistake mistake;

    AskerToys(Mistake mistake) {
        this.mistake = mistake;
    }

    enum Mistake {
        NONE,
        /** The owner lists the id of the last asker as a word. */
        PLAIN_ID,
        /** The answer's content is not hashed. */
        PAYLOAD_LEFT_OUT,
        /** When two have asked the owner tells each of them which has the lower number. */
        ORDER_BY_NUMBER,
        /** Who has its answer tells a neighbour. */
        TALKS_TO_ANOTHER,
        /** Who has its answer keeps the id of a neighbour. */
        REMEMBERS_ANOTHER
    }

    /** It merges nothing. */
    Subject plain() {
        Engine engine = new Engine(assembly(), true);
        return () -> engine;
    }

    /** It takes the askers for interchangeable. */
    Subject merging() {
        Assembly assembly = assembly();
        Blocks.Builder builder =
                new Blocks.Builder(assembly.map(), assembly.machines().size(), CLOCK + 1);
        for (int i = 0; i < ASKERS; i++) {
            builder.add(new Blocks.Member(i, i, 0));
        }
        Engine engine = new Engine(assembly, true);
        engine.merge(builder.build(List.of()));
        return () -> engine;
    }

    private Assembly assembly() {
        List<Machine> machines = new ArrayList<>();
        for (int i = 0; i < ASKERS; i++) {
            machines.add(new Asker(i));
        }
        machines.add(new Clock());
        machines.add(new Owner());
        return new Assembly(machines, new MemoryMap(), List.of());
    }

    private enum Signal implements Message {
        ASK,
        TICK,
        GOSSIP;

        @Override
        public long content() {
            return ordinal();
        }
    }

    private record Answer(long time, boolean isLeftOut) implements Message {
        @Override
        public long content() {
            return Mix.mix(7, time);
        }

        @Override
        public long contentFor(int machine, int vcpu) {
            return isLeftOut ? 7 : content();
        }
    }

    private final class Asker extends Machine {
        private long kept = 7;
        private int neighbour = -1;

        Asker(int id) {
            super(id, "asker" + id);
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            if (message == Continue.CONTINUE) {
                fx.send(OWNER, Signal.ASK);
            } else if (message instanceof Answer answer) {
                kept = kept * 100 + answer.time();
                int next = (id() + 1) % ASKERS;
                if (mistake == Mistake.TALKS_TO_ANOTHER) {
                    fx.send(next, Signal.GOSSIP);
                } else if (mistake == Mistake.REMEMBERS_ANOTHER) {
                    neighbour = next;
                }
            }
        }

        @Override
        public void fields(Fields f) {
            kept = f.word("kept", kept);
            neighbour = f.machine("neighbour", neighbour);
        }
    }

    private static final class Clock extends Machine {
        Clock() {
            super(CLOCK, "clock");
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            fx.send(OWNER, Signal.TICK);
        }

        @Override
        public void fields(Fields f) {}
    }

    private final class Owner extends Machine {
        private long time;
        private int last = -1;

        Owner() {
            super(OWNER, "owner");
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            if (message == Signal.TICK) {
                time++;
            } else if (mistake != Mistake.ORDER_BY_NUMBER) {
                last = from;
                answer(from, time, fx);
            } else if (last < 0) {
                last = from;
                answer(from, 0, fx);
            } else {
                answer(Math.min(last, from), 10, fx);
                answer(Math.max(last, from), 20, fx);
                last = -1;
            }
        }

        private void answer(int to, long what, Fx fx) {
            fx.send(to, new Answer(what, mistake == Mistake.PAYLOAD_LEFT_OUT));
        }

        @Override
        public void fields(Fields f) {
            time = f.word("time", time);
            last = mistake == Mistake.PLAIN_ID ? f.count("last", last) : f.machine("last", last);
        }
    }
}
