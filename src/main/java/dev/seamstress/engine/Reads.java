package dev.seamstress.engine;

import dev.seamstress.core.machine.ModelBug;

/**
 * What the step under way has looked at, in order and each once: shared words, channels that it sends to, and machines
 * other than its own, all as they were before the step. Off unless somebody wants to know.
 *
 * <p>Shape: an item names what was looked at: a word by its address, which is not negative, a channel or a machine by
 * its number and a bit of its own. A value is a word's value, or the hash of a channel's or machine's content.
 */
final class Reads {
    /** In place of an item. */
    static final long NOTHING = -1;

    static final long COMPANION = 1L << 60;
    static final long CHANNEL = 1L << 61;
    static final long MACHINE = 1L << 62;

    /** Of a step that looks at more nothing is remembered. */
    private static final int MOST = 128;

    private final long[] items = new long[MOST];
    private final long[] values = new long[MOST];
    private long ownChannel;
    private long ownMachine;
    /** What companions did not count before the step, which may be several that are made as one. */
    private long[][] before;

    private int count;
    private boolean isOn;
    private boolean isPaused;
    private boolean isSpoilt;

    /**
     * A step begins; of its own channel and machine its start tells. {@code unhashed}: of each companion, by its
     * number, the words that do not count.
     */
    void begin(int channel, int machine, long[][] unhashed) {
        before = unhashed;
        ownChannel = CHANNEL | channel;
        ownMachine = MACHINE | machine;
        count = 0;
        isSpoilt = false;
        isOn = true;
    }

    void end() {
        isOn = false;
    }

    boolean isOn() {
        return isOn;
    }

    /** Until told so, nobody is interested. */
    void pause() {
        isPaused = isOn;
        isOn = false;
    }

    void goOn() {
        isOn = isPaused;
    }

    /** The word is looked at, or about to be changed, and has that value now. */
    void word(long word, long value) {
        if (isOn) {
            add(word, value);
        }
    }

    /** A message is about to be sent; {@code hash}: of what the channel has in it. */
    void channel(int channel, long hash) {
        if (isOn) {
            add(CHANNEL | channel, hash);
        }
    }

    /** Somebody looks at a machine that does not step; {@code hash}: of all its fields. */
    void machine(int machine, long hash) {
        if (isOn) {
            add(MACHINE | machine, hash);
        }
    }

    /** Somebody looks at a word of a companion that does not count. */
    void companion(int number, int place) {
        if (isOn) {
            add(COMPANION | (long) number << Integer.SIZE | place, before[number][place]);
        }
    }

    /** What the step does depends on more than can be told here. */
    void spoil() {
        isSpoilt = true;
    }

    private void add(long item, long value) {
        if (item == ownChannel || item == ownMachine) {
            return;
        }
        for (int i = 0; i < count; i++) {
            if (items[i] == item) {
                return; // what it is now may be what the step has made of it
            }
        }
        if (count == MOST) {
            isSpoilt = true;
            return;
        }
        items[count] = item;
        values[count++] = value;
    }

    boolean isSpoilt() {
        return isSpoilt;
    }

    int count() {
        return count;
    }

    long item(int index) {
        return items[index];
    }

    long value(int index) {
        return values[index];
    }

    /** The number of the channel or machine that the item names, or the place in a companion. */
    static int number(long item) {
        return (int) item;
    }

    /** The number of the companion that the item names. */
    static int companion(long item) {
        return (int) (item >>> Integer.SIZE) & 0xFFFF;
    }

    /** True if the item's values are hashes. */
    static boolean isHash(long item) {
        return (item & (CHANNEL | MACHINE)) != 0;
    }

    /** {@code looked}: at which item, or {@link #NOTHING}. */
    static ModelBug differs(long looked) {
        return new ModelBug("a step that saw the same as one before it went on to look at "
                + (looked == NOTHING ? "nothing" : Long.toHexString(looked))
                + ", which that one did not: it depends on something that nobody was told of");
    }
}
