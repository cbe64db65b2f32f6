package dev.seamstress.explore;

import dev.seamstress.core.machine.Mix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers classes in the order in which they are met, and knows a hash of each one's name. For one thread. */
final class KindNumbers {
    private final List<Class<?>> list = new ArrayList<>();
    private long[] tags = new long[16];

    private final ClassValue<Integer> numbers = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> kind) {
            return add(kind);
        }
    };

    private int add(Class<?> kind) {
        if (list.size() == tags.length) {
            tags = Arrays.copyOf(tags, tags.length * 2);
        }
        tags[list.size()] = Mix.tag(kind.getName());
        list.add(kind);
        return list.size() - 1;
    }

    int of(Class<?> kind) {
        return numbers.get(kind);
    }

    /** The hash of a class's name, the same in every JVM. */
    long tag(Class<?> kind) {
        int number = of(kind); // which may replace the array
        return tags[number];
    }

    /** All that were met, in this order. */
    List<Class<?>> list() {
        return list;
    }
}
