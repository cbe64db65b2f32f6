package dev.seamstress.engine;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.StateHash;
import dev.seamstress.core.machine.Stateful;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * The words of the machines, and of their companions, as the engine knows them: compared after each step, put back by
 * undo.
 *
 * <p>Shape: one image a machine, in the order of their ids, then one a companion. Hashed words, unhashed words and
 * references are kept apart, each in the order of the machine's walk. A step is journaled as the words that it changed.
 *
 * <p>Undo restores images only; a machine's own fields follow when it is next needed ({@link #sync}), as a search often
 * takes back several steps of a machine before it runs again.
 */
final class Images {
    /** Kinds of words: one that names nobody, a machine's id, a token. */
    static final int PLAIN = 0;

    static final int NAME = 1;
    static final int TOKEN = 2;

    private final Journal journal;
    private BlockSums sums;
    private Stateful[] machines;
    private Image[] images;
    private boolean[] isStale;
    private Image scratch;
    private final MemoryMap map;
    private final LongUnaryOperator memory;
    private final Loader loader = new Loader();

    /** {@code memory}: what fields may be compared with. */
    Images(Stateful[] machines, Journal journal, MemoryMap map, LongUnaryOperator memory) {
        this.journal = journal;
        this.map = map;
        this.memory = memory;
        this.scratch = new Image();
        follow(machines);
    }

    private void follow(Stateful[] all) {
        machines = all;
        images = new Image[all.length];
        isStale = new boolean[all.length];
        for (int i = 0; i < all.length; i++) {
            images[i] = new Image();
        }
    }

    /** Follows these also; the first of them gets the next number. Requires: {@link #takeAll} before the next step. */
    void join(List<? extends Stateful> companions) {
        Stateful[] all = Arrays.copyOf(machines, machines.length + companions.size(), Stateful[].class);
        for (int i = 0; i < companions.size(); i++) {
            all[machines.length + i] = companions.get(i);
        }
        follow(all);
    }

    /** From the next {@link #takeAll} on the fingerprint is a part of {@code all}. */
    void sumInto(BlockSums all) {
        sums = all;
    }

    /** How many there are. */
    int count() {
        return machines.length;
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
        long difference = sums == null ? words(machine, old, now) : sum(machine, old, now);
        journal.push(old.unhashed, old.unhashedCount);
        for (int i = 0; i < old.referenceCount; i++) {
            journal.pushReference(old.references[i]);
        }
        if (sums != null) {
            journal.push(old.kinds, Image.kindWords(old.count));
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
        for (int i = old.nextOther(now, 0); i < most; i = old.nextOther(now, i + 1)) {
            boolean had = i < old.count;
            boolean has = i < now.count;
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

    /** As {@link #words}, of a state with blocks: the change goes there. */
    private long sum(int machine, Image old, Image now) {
        int changed = 0;
        int most = Math.max(old.count, now.count);
        for (int i = 0; i < most; i++) {
            boolean had = i < old.count;
            boolean has = i < now.count;
            if (had && has && old.words[i] == now.words[i] && old.kind(i) == now.kind(i)) {
                continue;
            }
            if (had) {
                sums.toggleField(machine, i, old.words[i], old.kind(i), -1);
                journal.push(old.words[i]);
                journal.push(i);
                changed++;
            }
            if (has) {
                sums.toggleField(machine, i, now.words[i], now.kind(i), 1);
            }
        }
        journal.push(changed);
        return 0;
    }

    private static long packCounts(Image image) {
        return image.count | (long) image.unhashedCount << 20 | (long) image.referenceCount << 40;
    }

    /** Undoes what {@link #stepped} journaled last; its kind is popped already. */
    void undo() {
        int machine = (int) journal.pop();
        Image image = images[machine];
        long counts = journal.pop();
        if (sums != null) {
            image.undoKinds((int) counts & 0xFFFFF, journal);
        }
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

    /** Adds the words of one machine, from its own fields, to sums that have none of it. Requires: synced. */
    void recompute(int machine, BlockSums all) {
        scratch.take(machines[machine]);
        for (int i = 0; i < scratch.count; i++) {
            all.toggleField(machine, i, scratch.words[i], scratch.kind(i), 1);
        }
    }

    /** A copy of one machine's words that stays valid: for resetting and for tests. */
    Image imageOf(int machine) {
        Image image = new Image();
        image.take(machines[machine]);
        return image;
    }

    /** Puts a copy back. */
    void restore(int machine, Image image) {
        loader.load(machines[machine], image);
    }

    /** One machine's words at one time; a walk that saves. */
    final class Image implements Fields {
        private long[] words = new long[64];
        private int count;
        /** Two bits a word. */
        private long[] kinds = new long[2];

        private long[] unhashed = new long[8];
        private int unhashedCount;
        private Object[] references = new Object[16];
        private int referenceCount;

        private void take(Stateful machine) {
            count = 0;
            unhashedCount = 0;
            referenceCount = 0;
            Arrays.fill(kinds, 0);
            machine.fields(this);
        }

        /** The first place from {@code from} on in which the other has another word, or only one has any. */
        private int nextOther(Image other, int from) {
            int common = Math.min(count, other.count);
            if (from >= common) {
                return from;
            }
            int same = Arrays.mismatch(words, from, common, other.words, from, common);
            return same < 0 ? common : from + same;
        }

        private static int kindWords(int count) {
            return (count + 31) / 32;
        }

        private int kind(int place) {
            return (int) (kinds[place >> 5] >>> 2 * (place & 31)) & 3;
        }

        /** The next word is of that kind. */
        private void mark(int kind) {
            if (count == words.length) {
                reserve(count + 1);
            }
            kinds[count >> 5] |= (long) kind << 2 * (count & 31);
        }

        private void undoKinds(int length, Journal journal) {
            reserve(length);
            Arrays.fill(kinds, 0);
            for (int i = kindWords(length) - 1; i >= 0; i--) {
                kinds[i] = journal.pop();
            }
        }

        private void reserve(int length) {
            if (length > words.length) {
                words = Arrays.copyOf(words, Math.max(length, words.length * 2));
                kinds = Arrays.copyOf(kinds, kindWords(words.length));
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
        public int machine(String name, int id) {
            mark(NAME);
            return (int) word(name, id);
        }

        @Override
        public long token(String name, long value) {
            mark(TOKEN);
            return word(name, value);
        }

        /** What counts is a word, the value itself stands with those that do not count. */
        @Override
        public long relative(String name, long value, long reference) {
            word(name, map.ofField(value, memory.applyAsLong(reference)));
            return unhashed(name, value);
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

        void load(Stateful machine, Image source) {
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
        public long relative(String name, long value, long reference) {
            at++;
            return image.unhashed[unhashedAt++];
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
