package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Machines small enough to know by heart, for the tests of the drivers. */
final class Toys {
    private Toys() {}

    /** A numbered message. */
    record Note(int number) implements Message {
        private static final long TAG = Mix.tag("Note");

        @Override
        public long content() {
            return Mix.mix(TAG, number);
        }
    }

    /** What a toy does with one message. */
    interface Act {
        void on(int from, Message message, Fx fx);
    }

    /** A machine without state of its own, whose behaviour is a lambda. */
    static class Lambda extends Machine {
        private final boolean starts;
        private final Act act;

        Lambda(int id, String name, boolean starts, Act act) {
            super(id, name);
            this.starts = starts;
            this.act = act;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            act.on(from, message, fx);
        }

        @Override
        public boolean starts() {
            return starts;
        }

        @Override
        public void fields(Fields f) {}
    }

    static Lambda starter(int id, String name, Act act) {
        return new Lambda(id, name, true, act);
    }

    static Lambda waiter(int id, String name, Act act) {
        return new Lambda(id, name, false, act);
    }

    static Assembly assembly(Machine... machines) {
        MemoryMap map = new MemoryMap();
        map.add(WordClass.lockless("toy", 0), 2);
        return new Assembly(List.of(machines), map, List.of());
    }

    /** Sends a note back and forth with its partner, {@code rounds} times. */
    static final class Player extends Machine {
        private final int partner;
        private final boolean isFirst;
        private int left;

        Player(int id, int partner, boolean isFirst, int rounds) {
            super(id, "player" + id);
            this.partner = partner;
            this.isFirst = isFirst;
            this.left = rounds;
        }

        @Override
        public boolean starts() {
            return isFirst;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            if (left > 0) {
                left--;
                fx.trace(Event.OPERATION_BEGIN, left);
                fx.send(partner, new Note(left));
            }
        }

        int left() {
            return left;
        }

        @Override
        public void fields(Fields f) {
            left = f.count("left", left);
        }
    }

    /** {@code pairs} pairs of players. */
    static Assembly pingPong(int pairs, int rounds) {
        Machine[] all = new Machine[2 * pairs];
        for (int i = 0; i < pairs; i++) {
            all[2 * i] = new Player(2 * i, 2 * i + 1, true, rounds);
            all[2 * i + 1] = new Player(2 * i + 1, 2 * i, false, rounds);
        }
        return assembly(all);
    }

    /** A place where notes arrive: remembers sender and number of each. */
    static final class Sink extends Machine {
        private final int[] arrived = new int[64];
        private int count;

        Sink(int id) {
            super(id, "sink");
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            arrived[count++] = from * 100 + ((Note) message).number();
            fx.trace(Event.OPERATION_END, from, ((Note) message).number());
        }

        /** In order of arrival, sender times 100 plus number. */
        List<Integer> arrived() {
            return Arrays.stream(arrived, 0, count).boxed().toList();
        }

        @Override
        public void fields(Fields f) {
            count = f.count("count", count);
            for (int i = 0; i < count; i++) {
                arrived[i] = f.count("arrived", arrived[i]);
            }
        }
    }

    /** A tells C, then D; C tells D. Only the order within a pair is promised, so C's word can overtake A's. */
    static Assembly thirdParty() {
        return assembly(
                starter(0, "A", (from, message, fx) -> {
                    fx.send(1, new Note(1));
                    fx.send(2, new Note(2));
                }),
                waiter(1, "C", (from, message, fx) -> fx.send(2, new Note(3))),
                new Sink(2));
    }

    /** Two machines tell the sink {@code count} notes each, all in one step. */
    static Assembly twoSenders(int count) {
        Act act = (from, message, fx) -> {
            for (int i = 0; i < count; i++) {
                fx.send(2, new Note(i));
            }
        };
        return assembly(starter(0, "A", act), starter(1, "B", act), new Sink(2));
    }

    /** Machines that each raise a shared word {@code rounds} times by compare-and-set, and lose some of the races. */
    static final class Racer extends Machine {
        private final long word;
        private int left;
        private long seen = -1;

        Racer(int id, long word, int rounds) {
            super(id, "P" + id);
            this.word = word;
            this.left = rounds;
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            if (seen < 0) {
                seen = fx.read(word);
            } else {
                boolean hasWon = fx.compareAndSet(word, seen, seen + 1);
                fx.trace(hasWon ? Event.SPTE_PUBLISHED : Event.FAULT_RETRY, seen);
                left -= hasWon ? 1 : 0;
                seen = -1;
            }
            if (left > 0) {
                fx.send(id(), message);
            }
        }

        @Override
        public void fields(Fields f) {
            left = f.count("left", left);
            seen = f.word("seen", seen);
        }
    }

    static Assembly race(int racers, int rounds) {
        List<Machine> all = new ArrayList<>();
        for (int i = 0; i < racers; i++) {
            all.add(new Racer(i, raced(), rounds));
        }
        return assembly(all.toArray(Machine[]::new));
    }

    /** The word that racers raise. */
    static long raced() {
        return MemoryMap.word(1, 7);
    }
}
