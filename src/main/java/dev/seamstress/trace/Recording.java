package dev.seamstress.trace;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Everything that a run told, in order, to be told again: what every export is made from.
 *
 * <p>Shape: an entry is a delivery, a send, an event, or a store to a word that one wants to know of. Nine bytes an
 * entry, eight more for each number of an event, four for a message, which is shared between its send and its delivery.
 * The first {@code maxEntries} entries are kept; those beyond are only counted, so that what is kept has no gaps. Ids
 * of machines are below 65,536.
 */
public final class Recording implements TraceSink, Retold {
    private static final int FIRST_CAPACITY = 256;
    private static final byte DELIVERED = 0;
    private static final byte SENT = 1;
    private static final byte STORED = 2;
    private static final byte FIRST_EVENT = 3;
    private static final Event[] EVENTS = Event.values();

    private final int maxEntries;
    private final LongPredicate isTold;
    private byte[] kinds = new byte[FIRST_CAPACITY];
    private int[] steps = new int[FIRST_CAPACITY];
    private int[] actors = new int[FIRST_CAPACITY];
    private long[] numbers = new long[FIRST_CAPACITY];
    private Message[] messages = new Message[FIRST_CAPACITY];
    private int size;
    private int numberCount;
    private int messageCount;
    private int events;
    private long dropped;

    /** A recording that keeps the first {@code maxEntries} entries, and no stores. */
    public Recording(int maxEntries) {
        this(maxEntries, word -> false);
    }

    /** A recording that keeps the first {@code maxEntries} entries, and stores to words of which {@code isTold}. */
    public Recording(int maxEntries, LongPredicate isTold) {
        if (maxEntries < 0) {
            throw new IllegalArgumentException("a recording of " + maxEntries + " entries");
        }
        this.maxEntries = maxEntries;
        this.isTold = isTold;
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        message(DELIVERED, step, from, to, message);
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        message(SENT, step, from, to, message);
    }

    private void message(byte kind, int step, int from, int to, Message message) {
        if (!begin(kind, step, from << 16 | to)) {
            return;
        }
        if (messageCount == messages.length) {
            messages = Arrays.copyOf(messages, grown(messageCount));
        }
        messages[messageCount++] = message;
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        if (!begin((byte) (FIRST_EVENT + event.ordinal()), step, actor)) {
            return;
        }
        events++;
        if (numberCount + 4 > numbers.length) {
            numbers = Arrays.copyOf(numbers, grown(numberCount));
        }
        int arity = event.arity();
        for (int i = 0; i < arity; i++) {
            numbers[numberCount++] = i == 0 ? a : i == 1 ? b : i == 2 ? c : d;
        }
    }

    @Override
    public void stored(int step, int actor, long word, long old, long next) {
        if (old == next || !isTold.test(word) || !begin(STORED, step, actor)) {
            return;
        }
        if (numberCount + 4 > numbers.length) {
            numbers = Arrays.copyOf(numbers, grown(numberCount));
        }
        numbers[numberCount++] = word;
        numbers[numberCount++] = old;
        numbers[numberCount++] = next;
    }

    private boolean begin(byte kind, int step, int actor) {
        if (size >= maxEntries) {
            dropped++;
            return false;
        }
        if (size == kinds.length) {
            int capacity = grown(size);
            kinds = Arrays.copyOf(kinds, capacity);
            steps = Arrays.copyOf(steps, capacity);
            actors = Arrays.copyOf(actors, capacity);
        }
        kinds[size] = kind;
        steps[size] = step;
        actors[size] = actor;
        size++;
        return true;
    }

    private static int grown(int capacity) {
        return capacity + (capacity >> 1) + 4;
    }

    @Override
    public void replay(TraceSink sink) {
        int number = 0;
        int message = 0;
        for (int i = 0; i < size; i++) {
            int actor = actors[i];
            switch (kinds[i]) {
                case DELIVERED -> sink.delivered(steps[i], actor >>> 16, actor & 0xffff, messages[message++]);
                case SENT -> sink.sent(steps[i], actor >>> 16, actor & 0xffff, messages[message++]);
                case STORED -> {
                    sink.stored(steps[i], actor, numbers[number], numbers[number + 1], numbers[number + 2]);
                    number += 3;
                }
                default -> {
                    Event event = EVENTS[kinds[i] - FIRST_EVENT];
                    int arity = event.arity();
                    sink.event(
                            steps[i],
                            actor,
                            event,
                            arity > 0 ? numbers[number] : 0,
                            arity > 1 ? numbers[number + 1] : 0,
                            arity > 2 ? numbers[number + 2] : 0,
                            arity > 3 ? numbers[number + 3] : 0);
                    number += arity;
                }
            }
        }
    }

    /** How many entries were kept: deliveries, sends, events and stores. */
    public int size() {
        return size;
    }

    /** How many of the entries kept are events. */
    public int events() {
        return events;
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public int lastStep() {
        return size == 0 ? -1 : steps[size - 1];
    }

    /** Forgets everything, for the next run; the arrays stay as large as they have become. */
    public void reset() {
        Arrays.fill(messages, 0, messageCount, null);
        size = 0;
        numberCount = 0;
        messageCount = 0;
        events = 0;
        dropped = 0;
    }
}
