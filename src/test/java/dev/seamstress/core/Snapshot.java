package dev.seamstress.core;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;
import java.util.ArrayList;
import java.util.List;

/** The fields of a machine, saved: what the engine's undo does, in its simplest form. */
public final class Snapshot {
    private final List<Object> values = new ArrayList<>();

    public static Snapshot of(Stateful machine) {
        Snapshot snapshot = new Snapshot();
        machine.fields(new Fields() {
            @Override
            public long word(String name, long value) {
                snapshot.values.add(value);
                return value;
            }

            @Override
            public long unhashed(String name, long value) {
                return word(name, value);
            }

            @Override
            public <T> T object(T reference) {
                snapshot.values.add(reference);
                return reference;
            }
        });
        return snapshot;
    }

    public void restore(Stateful machine) {
        machine.fields(new Fields() {
            private int next;

            @Override
            public long word(String name, long value) {
                return (Long) values.get(next++);
            }

            @Override
            public long unhashed(String name, long value) {
                return word(name, value);
            }

            @Override
            @SuppressWarnings("unchecked")
            public <T> T object(T reference) {
                return (T) values.get(next++);
            }
        });
    }

    /** Writes what a fingerprint covers. */
    record Printer(StringBuilder text) implements Fields {
        @Override
        public long word(String name, long value) {
            text.append(name).append(value).append(' ');
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
