package dev.seamstress.explore;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.Stateful;
import java.util.Arrays;

/** The words of a few objects that a search keeps beside the engine: saved, put back, hashed. */
public final class StateWords {
    private final Stateful[] objects;

    public StateWords(Stateful... objects) {
        this.objects = objects;
    }

    public long[] save() {
        Saver saver = new Saver();
        for (Stateful object : objects) {
            object.fields(saver);
        }
        return Arrays.copyOf(saver.words, saver.count);
    }

    public void load(long[] words) {
        Loader loader = new Loader(words);
        for (Stateful object : objects) {
            object.fields(loader);
        }
    }

    public long hash() {
        Hasher hasher = new Hasher();
        for (Stateful object : objects) {
            object.fields(hasher);
        }
        return hasher.sum;
    }

    private static final class Saver implements Fields {
        private long[] words = new long[16];
        private int count;

        @Override
        public long word(String name, long value) {
            if (count == words.length) {
                words = Arrays.copyOf(words, count * 2);
            }
            words[count++] = value;
            return value;
        }

        @Override
        public long unhashed(String name, long value) {
            return word(name, value);
        }

        @Override
        public <T> T object(T reference) {
            throw new AssertionError("a monitor keeps an object");
        }
    }

    private static final class Loader implements Fields {
        private final long[] words;
        private int at;

        Loader(long[] words) {
            this.words = words;
        }

        @Override
        public long word(String name, long value) {
            return words[at++];
        }

        @Override
        public long unhashed(String name, long value) {
            return words[at++];
        }

        @Override
        public <T> T object(T reference) {
            return reference;
        }
    }

    private static final class Hasher implements Fields {
        private long sum;

        @Override
        public long word(String name, long value) {
            sum = Mix.mix(sum, value);
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
