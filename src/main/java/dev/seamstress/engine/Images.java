package dev.seamstress.engine;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.StateHash;
import java.util.Arrays;

/**
 * Copies of machines' words: taken before a step, compared after it, played back to undo.
 *
 * <p>Shape: hashed words, unhashed words and references are kept apart, each in the order of the machine's walk.
 */
final class Images {
    private final Journal journal;
    private final Saver before = new Saver();
    private final Saver after = new Saver();
    private final Loader loader = new Loader();

    Images(Journal journal) {
        this.journal = journal;
    }

    /** Copies {@code machine}'s words and journals the copy. */
    void save(Machine machine) {
        before.walk(machine);
        for (int i = 0; i < before.referenceCount; i++) {
            journal.pushReference(before.references[i]);
        }
        journal.push(before.words, before.count);
        journal.push(before.unhashed, before.unhashedCount);
        journal.push(packCounts(before), machine.id(), Engine.RECORD_IMAGE);
    }

    private static long packCounts(Saver saver) {
        return saver.count | (long) saver.unhashedCount << 20 | (long) saver.referenceCount << 40;
    }

    /**
     * The change of the fingerprint since {@link #save} of the same machine. Only words that differ are hashed, so a
     * thread with sixty words costs little more than one with ten.
     */
    long difference(Machine machine) {
        after.walk(machine);
        long[] old = before.words;
        long[] now = after.words;
        int common = Math.min(before.count, after.count);
        long difference = 0;
        for (int i = 0; i < common; i++) {
            if (old[i] != now[i]) {
                difference ^= StateHash.ofField(machine.id(), i, old[i]) ^ StateHash.ofField(machine.id(), i, now[i]);
            }
        }
        for (int i = common; i < before.count; i++) {
            difference ^= StateHash.ofField(machine.id(), i, old[i]);
        }
        for (int i = common; i < after.count; i++) {
            difference ^= StateHash.ofField(machine.id(), i, now[i]);
        }
        return difference;
    }

    /** Puts back the copy that lies on top of the journal; its kind and machine are popped already. */
    void undo(Machine machine) {
        long counts = journal.pop();
        int count = (int) counts & 0xFFFFF;
        int unhashedCount = (int) (counts >>> 20) & 0xFFFFF;
        int referenceCount = (int) (counts >>> 40);
        loader.unhashedAt = journal.pop(unhashedCount);
        loader.at = journal.pop(count);
        loader.referenceAt = journal.popReferences(referenceCount);
        loader.words = journal.array();
        loader.references = journal.referenceArray();
        machine.fields(loader);
        // Drop what lies above the new top, so that a deep search does not keep dead procedures alive.
        Arrays.fill(loader.references, loader.referenceAt - referenceCount, loader.referenceAt, null);
    }

    /** The whole fingerprint of one machine. */
    long fingerprint(Machine machine) {
        after.walk(machine);
        long sum = 0;
        for (int i = 0; i < after.count; i++) {
            sum ^= StateHash.ofField(machine.id(), i, after.words[i]);
        }
        return sum;
    }

    /** A copy of one machine's words that stays valid: for resetting and for tests. */
    static Image imageOf(Machine machine) {
        Saver saver = new Saver();
        saver.walk(machine);
        return new Image(
                Arrays.copyOf(saver.words, saver.count),
                Arrays.copyOf(saver.unhashed, saver.unhashedCount),
                Arrays.copyOf(saver.references, saver.referenceCount));
    }

    /** Puts a copy back. */
    static void restore(Machine machine, Image image) {
        Loader loader = new Loader();
        loader.words = new long[image.words.length + image.unhashed.length];
        System.arraycopy(image.words, 0, loader.words, 0, image.words.length);
        System.arraycopy(image.unhashed, 0, loader.words, image.words.length, image.unhashed.length);
        loader.unhashedAt = image.words.length;
        loader.references = image.references;
        machine.fields(loader);
    }

    /** One machine's words at one time. */
    static final class Image {
        private final long[] words;
        private final long[] unhashed;
        private final Object[] references;

        private Image(long[] words, long[] unhashed, Object[] references) {
            this.words = words;
            this.unhashed = unhashed;
            this.references = references;
        }

        long[] words() {
            return words;
        }

        long[] unhashed() {
            return unhashed;
        }
    }

    private static final class Saver implements Fields {
        private long[] words = new long[64];
        private int count;
        private long[] unhashed = new long[8];
        private int unhashedCount;
        private Object[] references = new Object[16];
        private int referenceCount;

        void walk(Machine machine) {
            count = 0;
            unhashedCount = 0;
            referenceCount = 0;
            machine.fields(this);
        }

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
            if (unhashedCount == unhashed.length) {
                unhashed = Arrays.copyOf(unhashed, unhashedCount * 2);
            }
            unhashed[unhashedCount++] = value;
            return value;
        }

        @Override
        public <T> T object(T reference) {
            if (referenceCount == references.length) {
                references = Arrays.copyOf(references, referenceCount * 2);
            }
            references[referenceCount++] = reference;
            return reference;
        }
    }

    private static final class Loader implements Fields {
        private long[] words;
        private int at;
        private int unhashedAt;
        private Object[] references;
        private int referenceAt;

        @Override
        public long word(String name, long value) {
            return words[at++];
        }

        @Override
        public long unhashed(String name, long value) {
            return words[unhashedAt++];
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T object(T reference) {
            return (T) references[referenceAt++];
        }
    }
}
