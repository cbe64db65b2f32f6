package dev.seamstress.explore;

/** Numbers states from 0 in the order in which their fingerprints are met. Open addressing. */
final class StateNumbers {
    private long[] keys = new long[1 << 12];
    private int[] numbers = new int[1 << 12];
    private int size;

    /** The number of the state; {@link #size} before the call, if it is new. */
    int number(long key) {
        if (size * 4L > keys.length * 3L) {
            grow();
        }
        int at = place(key);
        if (numbers[at] == 0) {
            keys[at] = key;
            numbers[at] = ++size;
        }
        return numbers[at] - 1;
    }

    private int place(long key) {
        int mask = keys.length - 1;
        int at = (int) (key ^ key >>> 32) & mask;
        while (numbers[at] != 0 && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldNumbers = numbers;
        keys = new long[oldKeys.length * 2];
        numbers = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldNumbers[i] != 0) {
                int at = place(oldKeys[i]);
                keys[at] = oldKeys[i];
                numbers[at] = oldNumbers[i];
            }
        }
    }

    int size() {
        return size;
    }
}
