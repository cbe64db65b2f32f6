package dev.seamstress.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * A number for each of a few objects that are asked for again and again, known by identity. For one thread.
 *
 * <p>Shape: open addressing, at most half full. Where an object stands follows from its name, never from its address.
 */
final class Tags<T> {
    private final ToIntFunction<T> hash;
    private final ToLongFunction<T> tag;
    private final List<T> list = new ArrayList<>();
    private Object[] keys = new Object[1 << 6];
    private long[] tags = new long[1 << 6];

    /** {@code hash}: cheap, of the object's name; {@code tag}: computes an object's number, once. */
    Tags(ToIntFunction<T> hash, ToLongFunction<T> tag) {
        this.hash = hash;
        this.tag = tag;
    }

    /** The object's number. */
    long of(T object) {
        int at = place(object);
        return keys[at] == object ? tags[at] : add(object);
    }

    /** Where the object is, or would be. */
    private int place(T object) {
        int mask = keys.length - 1;
        int at = hash.applyAsInt(object) & mask;
        while (keys[at] != object && keys[at] != null) {
            at = at + 1 & mask;
        }
        return at;
    }

    private long add(T object) {
        list.add(object);
        if (list.size() > keys.length / 2) {
            keys = new Object[keys.length * 2];
            tags = new long[keys.length];
            list.forEach(this::put);
        } else {
            put(object);
        }
        return tags[place(object)];
    }

    private void put(T object) {
        int at = place(object);
        keys[at] = object;
        tags[at] = tag.applyAsLong(object);
    }

    /** All that were asked for, in this order. */
    List<T> list() {
        return list;
    }
}
