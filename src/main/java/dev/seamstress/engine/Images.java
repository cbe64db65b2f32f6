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
 * references are kept apart, each in the order of the machine's walk. A step is journaled as what it changed; where it
 * changed nothing, nothing is journaled, and nothing has to follow an undo.
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
    private final MemoryMap map;
    private final LongUnaryOperator memory;
    private final Walk walk = new Walk();

    /** {@code memory}: what fields may be compared with. */
    Images(Stateful[] machines, Journal journal, MemoryMap map, LongUnaryOperator memory) {
        this.journal = journal;
        this.map = map;
        this.memory = memory;
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
            walk.save(machines[i], images[i]);
            isStale[i] = false;
        }
    }

    /** Makes the machine's own fields what its image says. */
    void sync(int machine) {
        if (isStale[machine]) {
            walk.load(machines[machine], images[machine]);
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
     * the fingerprint; with blocks, the change goes to their sums. Only words that differ are hashed, so a thread with
     * sixty words costs little more than one with ten.
     */
    long stepped(int machine) {
        Image image = images[machine];
        long counts = image.counts();
        int changed = walk.compare(machine, machines[machine], image);
        if (changed > 0) { // how many words there are follows from words, so that alone is never what changes
            journal.push(counts, (long) changed << Image.PLACE_BITS | machine, Engine.RECORD_IMAGE);
        }
        return walk.difference;
    }

    /** Undoes what {@link #stepped} journaled last; its kind is popped already. */
    void undo() {
        long record = journal.pop();
        int machine = (int) record & Image.PLACE_MASK;
        Image image = images[machine];
        image.setCounts(journal.pop());
        for (long changed = record >>> Image.PLACE_BITS; changed > 0; changed--) {
            image.undo(journal);
        }
        isStale[machine] = true;
    }

    /** The whole fingerprint of one machine, from its own fields. Requires: synced. */
    long fingerprint(int machine) {
        Image now = imageOf(machine);
        long sum = 0;
        for (int i = 0; i < now.count; i++) {
            sum ^= StateHash.ofField(machine, i, now.words[i]);
        }
        return sum;
    }

    /** Adds the words of one machine, from its own fields, to sums that have none of it. Requires: synced. */
    void recompute(int machine, BlockSums all) {
        Image now = imageOf(machine);
        for (int i = 0; i < now.count; i++) {
            all.toggleField(machine, i, now.words[i], now.kinds[i], 1);
        }
    }

    /** A copy of one machine's words that stays valid: for resetting and for tests. */
    Image imageOf(int machine) {
        Image image = new Image();
        walk.save(machines[machine], image);
        return image;
    }

    /** Puts a copy back. */
    void restore(int machine, Image image) {
        walk.load(machines[machine], image);
    }

    /**
     * The walk over a machine's fields, which saves, compares or loads. One class for all three, as it is by far the
     * most called code of a search, and a call that is always of one class is none.
     */
    private final class Walk implements Fields {
        private Image image;
        private boolean isLoading;
        private boolean isComparing;
        private int machine;
        private int at;
        private int unhashedAt;
        private int referenceAt;
        private int changed;
        private long difference;

        private void start(Image of) {
            image = of;
            at = 0;
            unhashedAt = 0;
            referenceAt = 0;
        }

        void load(Stateful of, Image source) {
            start(source);
            isLoading = true;
            of.fields(this);
            isLoading = false;
        }

        void save(Stateful of, Image target) {
            start(target);
            target.setCounts(0);
            of.fields(this);
            target.count = at;
            target.unhashedCount = unhashedAt;
            target.referenceCount = referenceAt;
        }

        /** Makes {@code old} what the machine is now; returns how many changes were journaled. */
        int compare(int number, Stateful of, Image old) {
            start(old);
            machine = number;
            changed = 0;
            difference = 0;
            isComparing = true;
            of.fields(this);
            isComparing = false;
            shrink();
            old.count = at;
            old.unhashedCount = unhashedAt;
            old.referenceCount = referenceAt;
            return changed;
        }

        /** What the machine had more of before the step. */
        private void shrink() {
            for (int place = at; place < image.count; place++) {
                toggle(place, image.words[place], image.kinds[place], -1);
                journalWord(place);
            }
            for (int place = unhashedAt; place < image.unhashedCount; place++) {
                journalUnhashed(place);
            }
            for (int place = referenceAt; place < image.referenceCount; place++) {
                journalReference(place);
                image.references[place] = null;
            }
        }

        private void toggle(int place, long value, int kind, int sign) {
            if (sums == null) {
                difference ^= StateHash.ofField(machine, place, value);
            } else {
                sums.toggleField(machine, place, value, kind, sign);
            }
        }

        private void journalWord(int place) {
            journal.push(image.words[place]);
            journal.push(place | Image.OF_WORD << Image.PLACE_BITS | image.kinds[place] << Image.PLACE_BITS + 2);
            changed++;
        }

        private void journalUnhashed(int place) {
            journal.push(image.unhashed[place]);
            journal.push(place | Image.OF_UNHASHED << Image.PLACE_BITS);
            changed++;
        }

        private void journalReference(int place) {
            journal.pushReference(image.references[place]);
            journal.push(place | Image.OF_REFERENCE << Image.PLACE_BITS);
            changed++;
        }

        private long put(long value, int kind) {
            int place = at++;
            if (isLoading) {
                return image.words[place];
            }
            if (place >= image.count || image.words[place] != value || image.kinds[place] != kind) {
                change(place, value, kind);
            }
            return value;
        }

        private void change(int place, long value, int kind) {
            if (isComparing) {
                if (place < image.count) {
                    toggle(place, image.words[place], image.kinds[place], -1);
                    journalWord(place);
                }
                toggle(place, value, kind, 1);
            }
            image.setWord(place, value, kind);
        }

        @Override
        public long word(String name, long value) {
            return put(value, PLAIN);
        }

        @Override
        public int machine(String name, int id) {
            return (int) put(id, NAME);
        }

        @Override
        public long token(String name, long value) {
            return put(value, TOKEN);
        }

        /** What counts is a word, the value itself stands with those that do not count. */
        @Override
        public long relative(String name, long value, long reference) {
            put(isLoading ? 0 : map.ofField(value, reference, memory.applyAsLong(reference)), PLAIN);
            return unhashed(name, value);
        }

        @Override
        public long unhashed(String name, long value) {
            int place = unhashedAt++;
            if (isLoading) {
                return image.unhashed[place];
            }
            if (place >= image.unhashedCount) {
                image.setUnhashed(place, value);
            } else if (image.unhashed[place] != value) {
                if (isComparing) {
                    journalUnhashed(place);
                }
                image.unhashed[place] = value;
            }
            return value;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T object(T reference) {
            int place = referenceAt++;
            if (isLoading) {
                return (T) image.references[place];
            }
            if (place >= image.referenceCount) {
                image.setReference(place, reference);
            } else if (image.references[place] != reference) {
                if (isComparing) {
                    journalReference(place);
                }
                image.references[place] = reference;
            }
            return reference;
        }
    }
}
