package dev.seamstress.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A number for each of a few objects that are asked for again and again, known by identity. For one thread.
 *
 * <p>Shape: open addressing, at most half full. The table's order is that of addresses and differs from run to run, so
 * nothing is ever told in it.
 */
final class Tags<T> {
    private final ToLongFunction<T> tag;
    private Object[] keys = new Object[1 << 6];
    private long[] tags = new long[1 << 6];
    private final List<T> list = new ArrayList<>();

    /** {@code tag}: computes an object's number, once. */
    Tags(ToLongFunction<T> tag) {
        this.tag = tag;
    }

    /** The object's number. */
    long of(T object) {
        Object[] all = keys;
        int mask = all.length - 1;
        int at = System.identityHashCode(object) & mask;
        while (all[at] != object) {
            if (all[at] == null) {
                return add(object, tag.applyAsLong(object));
            }
            at = at + 1 & mask;
        }
        return tags[at];
    }

    private long add(T object, long number) {
        list.add(object);
        if (list.size() > keys.length / 2) {
            Object[] oldKeys = keys;
            long[] oldTags = tags;
            keys = new Object[oldKeys.length * 2];
            tags = new long[oldKeys.length * 2];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldKeys[i] != null) {
                    put(oldKeys[i], oldTags[i]);
                }
            }
        }
        put(object, number);
        return number;
    }

    private void put(Object object, long number) {
        int mask = keys.length - 1;
        int at = System.identityHashCode(object) & mask;
        while (keys[at] != null) {
            at = at + 1 & mask;
        }
        keys[at] = object;
        tags[at] = number;
    }

    /** All that were asked for, in this order. */
    List<T> list() {
        return list;
    }
}
