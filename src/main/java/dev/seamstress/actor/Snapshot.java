package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Machine;
import java.util.Arrays;

/**
 * The state of all machines of an assembly at one moment, to go back to: an assembly that is dear to build serves many
 * runs. Shared words are not in it; each run starts with its own.
 */
public final class Snapshot {
    private final Assembly assembly;
    private long[] words = new long[64];
    private int wordCount;
    private Object[] objects = new Object[16];
    private int objectCount;

    private Snapshot(Assembly assembly) {
        this.assembly = assembly;
    }

    /** Takes the state now. */
    public static Snapshot of(Assembly assembly) {
        Snapshot snapshot = new Snapshot(assembly);
        Fields save = snapshot.new Save();
        for (Machine machine : assembly.machines()) {
            machine.fields(save);
        }
        return snapshot;
    }

    /** Gives all machines the state that was taken. Requires: no run is going on. */
    public void restore() {
        Fields load = new Load();
        for (Machine machine : assembly.machines()) {
            machine.fields(load);
        }
    }

    private final class Save implements Fields {
        @Override
        public long word(String name, long value) {
            if (wordCount == words.length) {
                words = Arrays.copyOf(words, 2 * wordCount);
            }
            words[wordCount++] = value;
            return value;
        }

        @Override
        public long unhashed(String name, long value) {
            return word(name, value);
        }

        @Override
        public <T> T object(T reference) {
            if (objectCount == objects.length) {
                objects = Arrays.copyOf(objects, 2 * objectCount);
            }
            objects[objectCount++] = reference;
            return reference;
        }
    }

    private final class Load implements Fields {
        private int nextWord;
        private int nextObject;

        @Override
        public long word(String name, long value) {
            return words[nextWord++];
        }

        @Override
        public long unhashed(String name, long value) {
            return words[nextWord++];
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T object(T reference) {
            // The machine lists its fields in the order in which they were saved, so the types agree.
            return (T) objects[nextObject++];
        }
    }
}
