package dev.seamstress.core.machine;

import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * How a state becomes a number: an XOR over its words, each mixed with its place. Words at their fill value weigh
 * nothing.
 *
 * <p>An engine keeps the sum up as words change; {@link #ofQuietState} computes it from nothing, for a driver that
 * cannot.
 */
public final class StateHash {
    private StateHash() {}

    /** What word {@code place} of a machine's walk adds. */
    public static long ofField(int machine, int place, long value) {
        return Mix.mix(value * 0x9E3779B97F4A7C15L + ((long) machine << 20 | place) * 0xD6E8FEB86659FD93L + 1);
    }

    /** What a shared word adds if it is not at its fill value. */
    public static long ofWord(long word, long value) {
        return Mix.mix(value * 0xD6E8FEB86659FD93L + (word ^ 0x5DEECE66D1234567L));
    }

    /** The hash of a state without messages in flight. {@code peek} reads a shared word. */
    public static long ofQuietState(List<Machine> machines, MemoryMap map, LongUnaryOperator peek) {
        long sum = 0;
        for (Machine machine : machines) {
            FieldHash hash = new FieldHash(machine.id(), map, peek);
            machine.fields(hash);
            sum ^= hash.sum;
        }
        for (int page = 0; page < map.pages(); page++) {
            for (int index = 0; index < MemoryMap.WORDS_PER_PAGE; index++) {
                long word = MemoryMap.word(page, index);
                long value = map.counting(word, peek.applyAsLong(word), peek);
                if (value != map.fill(page)) {
                    sum ^= ofWord(word, value);
                }
            }
        }
        return sum;
    }

    private static final class FieldHash implements Fields {
        private final int machine;
        private final MemoryMap map;
        private final LongUnaryOperator peek;
        private int place;
        private long sum;

        FieldHash(int machine, MemoryMap map, LongUnaryOperator peek) {
            this.machine = machine;
            this.map = map;
            this.peek = peek;
        }

        @Override
        public long relative(String name, long value, long reference) {
            word(name, map.ofField(value, reference, peek.applyAsLong(reference)));
            return value;
        }

        @Override
        public long word(String name, long value) {
            sum ^= ofField(machine, place++, value);
            return value;
        }

        @Override
        public long unhashed(String name, long value) {
            return value;
        }

        @Override
        public <T> T object(T reference) {
            return reference;
        }
    }
}
