package dev.seamstress.engine;

import dev.seamstress.core.machine.Companion;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
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

    private static final long ALL = -1;

    private final Journal journal;
    private final Walk walk;
    /** False if nothing is kept up but the machines themselves. */
    private final boolean isTracking;

    private Stateful[] machines;
    private Image[] images;
    /** A hash of all of a machine's words, those that do not count among them. */
    private long[] owns;
    /** The same of those that count alone. */
    private long[] counting;
    /** The sections in which a machine's own fields may not be what its image says; 0 if nowhere. */
    private long[] stale;

    /** {@code memory}: what fields may be compared with. */
    Images(Stateful[] machines, Journal journal, MemoryMap map, LongUnaryOperator memory, boolean isTracking) {
        this.isTracking = isTracking;
        this.journal = journal;
        this.walk = new Walk(journal, map, memory);
        follow(machines);
    }

    private void follow(Stateful[] all) {
        machines = all;
        images = new Image[all.length];
        owns = new long[all.length];
        counting = new long[all.length];
        stale = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            images[i] = new Image();
        }
    }

    /**
     * Follows these also; the first of them gets the next number; {@code reads} is told what is looked at. Requires:
     * {@link #takeAll} before the next step.
     */
    void join(List<? extends Stateful> companions, Reads reads) {
        Stateful[] all = Arrays.copyOf(machines, machines.length + companions.size(), Stateful[].class);
        for (int i = 0; i < companions.size(); i++) {
            int number = machines.length + i;
            all[number] = companions.get(i);
            if (companions.get(i) instanceof Companion companion) {
                companion.onLook(place -> looked(reads, number, place));
            }
        }
        follow(all);
    }

    /** From the next {@link #takeAll} on the fingerprint is a part of {@code all}. */
    void sumInto(BlockSums all) {
        walk.sumInto(all);
    }

    /** How many there are. */
    int count() {
        return machines.length;
    }

    /** Takes the machines' words as they are now. */
    void takeAll() {
        for (int i = 0; i < machines.length; i++) {
            walk.save(machines[i], images[i]);
            owns[i] = walk.hashOf(i, images[i], true);
            counting[i] = walk.hashOf(i, images[i], false);
            stale[i] = 0;
        }
    }

    /** Makes the machine's own fields what its image says. */
    void sync(int machine) {
        if (stale[machine] != 0) {
            walk.load(machines[machine], images[machine], stale[machine]);
            stale[machine] = 0;
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
     * sixty words costs little more than one with ten. {@code isWhole}: more may have changed than the step touched.
     */
    long stepped(int machine, boolean isWhole) {
        Image image = images[machine];
        long counts = image.counts();
        int changed = walk.compare(machine, machines[machine], image, isWhole);
        if (changed > 0) { // how many words there are follows from words, so that alone is never what changes
            journal.push(owns[machine], counting[machine], walk.entered());
            owns[machine] ^= walk.ownDifference();
            counting[machine] ^= walk.countingDifference();
            journal.push(counts, (long) changed << Image.PLACE_BITS | machine, Journal.IMAGE);
        }
        return walk.difference();
    }

    /** Undoes what {@link #stepped} journaled last; its kind is popped already. */
    void undo() {
        long record = journal.pop();
        int machine = (int) record & Image.PLACE_MASK;
        Image image = images[machine];
        image.setCounts(journal.pop());
        stale[machine] |= journal.pop();
        counting[machine] = journal.pop();
        owns[machine] = journal.pop();
        for (long changed = record >>> Image.PLACE_BITS; changed > 0; changed--) {
            image.undo(journal);
        }
    }

    /** A hash of all of a machine's words, those that do not count among them. */
    long own(int machine) {
        return owns[machine];
    }

    /** The same of those that count alone. */
    long counting(int machine) {
        return counting[machine];
    }

    /** A word that does not count, as it was after the last step. */
    long unhashed(int machine, int place) {
        return images[machine].unhashed[place];
    }

    /** Of each from the number {@code first} on the words that do not count, as they are now. */
    long[][] unhashedFrom(int first) {
        long[][] all = new long[images.length][];
        for (int i = first; i < images.length; i++) {
            all[i] = images[i].unhashed.clone();
        }
        return all;
    }

    /**
     * The whole fingerprint of one machine, from its own fields. Requires: synced. Errors: {@link ModelBug} if what is
     * kept up of the fields is not what they are.
     */
    long fingerprint(int machine) {
        return walk.hashOf(machine, checked(machine), false);
    }

    /** As {@link #fingerprint}, but adds the words to sums that have none of the machine. */
    void recompute(int machine, BlockSums all) {
        Image now = checked(machine);
        for (int i = 0; i < now.count; i++) {
            all.toggleField(machine, i, now.words[i], now.kinds[i], 1);
        }
    }

    private void looked(Reads reads, int number, int place) {
        if (reads.isOn()) { // an engine that does not track has no images
            reads.companion(number, place);
        }
    }

    private Image checked(int machine) {
        Image now = imageOf(machine);
        boolean isKeptUp = !isTracking
                || walk.hashOf(machine, now, true) == owns[machine]
                        && walk.hashOf(machine, now, false) == counting[machine];
        if (!isKeptUp) {
            throw new ModelBug("the words of " + machines[machine] + " are not what is kept up of them");
        }
        return now;
    }

    /** A copy of one machine's words that stays valid: for resetting and for tests. */
    Image imageOf(int machine) {
        Image image = new Image();
        walk.save(machines[machine], image);
        return image;
    }

    /** Puts a copy back. */
    void restore(int machine, Image image) {
        walk.load(machines[machine], image, ALL);
    }
}
