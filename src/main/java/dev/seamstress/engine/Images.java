package dev.seamstress.engine;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.StateHash;
import java.util.Arrays;

/**
 * The machines' words as the engine knows them: compared after each step, put back by undo.
 *
 * <p>Shape: one image a machine. Hashed words, unhashed words and references are kept apart, each in the order of the
 * machine's walk. A step is journaled as the words that it changed.
 *
 * <p>Undo restores images only; a machine's own fields follow when it is next needed ({@link #sync}), as a search often
 * takes back several steps of a machine before it runs again.
 */
final class Images {
    private final Machine[] machines;
    private final Journal journal;
    private final Image[] images;
    private final boolean[] isStale;
    private Image scratch = new Image();
    private final Loader loader = new Loader();

    Images(Machine[] machines, Journal journal) {
        this.machines = machines;
        this.journal = journal;
        this.images = new Image[machines.length];
        this.isStale = new boolean[machines.length];
        for (int i = 0; i < images.length; i++) {
            images[i] = new Image();
        }
    }

    /** Takes the machines' words as they are now. */
    void takeAll() {
        for (int i = 0; i < machines.length; i++) {
            images[i].take(machines[i]);
            isStale[i] = false;
        }
    }

    /** Makes the machine's own fields what its image says. */
    void sync(int machine) {
        if (isStale[machine]) {
            loader.load(machines[machine], images[machine]);
            isStale[machine] = false;
        }
    }

    void syncAll() {
        for (int i = 0; i < machines.length; i++) {
            sync(i);
        }
    }

    /**
     * Takes a machine's words after its step, journals those that were different before it, and returns the change of
     * the fingerprint. Only words that differ are hashed, so a thread with sixty words costs little more than one with
     * ten.
     */
    long stepped(int machine) {
        Image old = images[machine];
        Image now = scratch;
        now.take(machines[machine]);
        long difference = words(machine, old, now);
        journal.push(old.unhashed, old.unhashedCount);
        for (int i = 0; i < old.referenceCount; i++) {
            journal.pushReference(old.references[i]);
        }
        journal.push(packCounts(old), machine, Engine.RECORD_IMAGE);
        images[machine] = now;
        scratch = old;
        return difference;
    }

    private long words(int machine, Image old, Image now) {
        long difference = 0;
        int changed = 0;
        int most = Math.max(old.count, now.count);
        for (int i = 0; i < most; i++) {
            boolean had = i < old.count;
            boolean has = i < now.count;
            if (had && has && old.words[i] == now.words[i]) {
                continue;
            }
            if (had) {
                difference ^= StateHash.ofField(machine, i, old.words[i]);
                journal.push(old.words[i]);
                journal.push(i);
                changed++;
            }
            if (has) {
                difference ^= StateHash.ofField(machine, i, now.words[i]);
            }
        }
        journal.push(changed);
        return difference;
    }

    private static long packCounts(Image image) {
        return image.count | (long) image.unhashedCount << 20 | (long) image.referenceCount << 40;
    }

    /** Undoes what {@link #stepped} journaled last; its kind is popped already. */
    void undo() {
        int machine = (int) journal.pop();
        Image image = images[machine];
        long counts = journal.pop();
        image.referenceCount = (int) (counts >>> 40);
        for (int i = image.referenceCount - 1; i >= 0; i--) {
            image.setReference(i, journal.popReference());
        }
        image.unhashedCount = (int) (counts >>> 20) & 0xFFFFF;
        if (image.unhashedCount > image.unhashed.length) {
            image.unhashed = new long[image.unhashedCount];
        }
        for (int i = image.unhashedCount - 1; i >= 0; i--) {
            image.unhashed[i] = journal.pop();
        }
        image.count = (int) counts & 0xFFFFF;
        image.reserve(image.count);
        for (int changed = (int) journal.pop(); changed > 0; changed--) {
            int place = (int) journal.pop();
            image.words[place] = journal.pop();
        }
        isStale[machine] = true;
    }

    /** The whole fingerprint of one machine, from its own fields. Requires: synced. */
    long fingerprint(int machine) {
        scratch.take(machines[machine]);
        long sum = 0;
        for (int i = 0; i < scratch.count; i++) {
            sum ^= StateHash.ofField(machine, i, scratch.words[i]);
        }
        return sum;
    }

    /** A copy of one machine's words that stays valid: for resetting and for tests. */
    static Image imageOf(Machine machine) {
        Image image = new Image();
        image.take(machine);
        return image;
    }

    /** Puts a copy back. */
    void restore(Machine machine, Image image) {
        loader.load(machine, image);
    }

    /** One machine's words at one time; a walk that saves. */
    static final class Image implements Fields {
        private long[] words = new long[64];
        private int count;
        private long[] unhashed = new long[8];
        private int unhashedCount;
        private Object[] references = new Object[16];
        private int referenceCount;

        private void take(Machine machine) {
            count = 0;
            unhashedCount = 0;
            referenceCount = 0;
            machine.fields(this);
        }

        private void reserve(int length) {
            if (length > words.length) {
                words = Arrays.copyOf(words, Math.max(length, words.length * 2));
            }
        }

        private void setReference(int place, Object reference) {
            if (place >= references.length) {
                references = Arrays.copyOf(references, Math.max(place + 1, references.length * 2));
            }
            references[place] = reference;
        }

        @Override
        public long word(String name, long value) {
            if (count == words.length) {
                reserve(count + 1);
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
            setReference(referenceCount++, reference);
            return reference;
        }

        /** The hashed words, a copy. */
        long[] words() {
            return Arrays.copyOf(words, count);
        }

        /** The unhashed words, a copy. */
        long[] unhashed() {
            return Arrays.copyOf(unhashed, unhashedCount);
        }
    }

    private static final class Loader implements Fields {
        private Image image;
        private int at;
        private int unhashedAt;
        private int referenceAt;

        void load(Machine machine, Image source) {
            image = source;
            at = 0;
            unhashedAt = 0;
            referenceAt = 0;
            machine.fields(this);
        }

        @Override
        public long word(String name, long value) {
            return image.words[at++];
        }

        @Override
        public long unhashed(String name, long value) {
            return image.unhashed[unhashedAt++];
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T object(T reference) {
            return (T) image.references[referenceAt++];
        }
    }
}
