package dev.seamstress.engine;

import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.StateHash;
import java.util.Arrays;

/**
 * The fingerprint of a state in which some vCPUs can be exchanged: an XOR over the cells that are everybody's, plus a
 * sum over the vCPUs, each adding the mixed XOR over the cells of its block. An exchange permutes the sum and changes
 * nothing else, so no order has to be found.
 *
 * <p>A cell that is everybody's but whose value names one of the vCPUs (a place in a queue, a token in a page) is a
 * cell of that one's block. A cell of one's block that names another one <em>crosses</em>: then the hash says nothing
 * about which other, and the state must not be merged.
 *
 * <p>Shape: what machines and companions add is kept apart from what shared words and messages add, as undo puts the
 * former back as a whole. {@code pinned} sums also say whose each block is, and tell all states apart.
 */
final class BlockSums {
    /** Places in what {@link #parts} gives; after the first two come the blocks. */
    static final int CROSSINGS = 1;

    static final int FIRST_BLOCK = 2;

    private final Blocks blocks;
    private final long[] seeds;
    private final long[] pinnedSeeds;
    private final long[] images;
    private final long[] cells;
    private long sharedImages;
    private long sharedCells;
    private int crossingImages;
    private int crossingCells;

    BlockSums(Blocks blocks) {
        this.blocks = blocks;
        this.images = new long[blocks.count()];
        this.cells = new long[blocks.count()];
        this.seeds = new long[blocks.count()];
        this.pinnedSeeds = new long[blocks.count()];
        for (int b = 0; b < seeds.length; b++) {
            seeds[b] = Mix.mix(blocks.member(b).group(), -1);
            pinnedSeeds[b] = Mix.mix(blocks.member(b).group(), b);
        }
    }

    Blocks blocks() {
        return blocks;
    }

    void reset() {
        Arrays.fill(images, 0);
        Arrays.fill(cells, 0);
        sharedImages = 0;
        sharedCells = 0;
        crossingImages = 0;
        crossingCells = 0;
    }

    /** The fingerprint. */
    long sum(boolean isPinned) {
        long sum = sharedImages ^ sharedCells;
        for (int b = 0; b < images.length; b++) {
            sum += block(b, isPinned);
        }
        return sum;
    }

    /** The fingerprint, if what is everybody's changed by {@code all}, and what is of the block by {@code own}. */
    long sumWith(boolean isPinned, long all, int block, long own) {
        long sum = sharedImages ^ sharedCells ^ all;
        for (int b = 0; b < images.length; b++) {
            long changed = b == block ? own : 0;
            sum += Mix.mix((isPinned ? pinnedSeeds[b] : seeds[b]) + (images[b] ^ cells[b] ^ changed));
        }
        return sum;
    }

    /** How many parts the sums have. */
    int parts() {
        return FIRST_BLOCK + images.length;
    }

    /** Gives what is everybody's, how many cross, and what is of each block. */
    void parts(long[] target) {
        target[0] = sharedImages ^ sharedCells;
        target[CROSSINGS] = (long) crossingImages + crossingCells;
        for (int b = 0; b < images.length; b++) {
            target[FIRST_BLOCK + b] = images[b] ^ cells[b];
        }
    }

    /** What a block adds. */
    long block(int b, boolean isPinned) {
        return Mix.mix((isPinned ? pinnedSeeds[b] : seeds[b]) + (images[b] ^ cells[b]));
    }

    /** True if a cell of one's block names another one. */
    boolean isCrossed() {
        return crossingImages + crossingCells != 0;
    }

    /** A shared word that is not at its fill value begins or ends to have that value. */
    void toggleWord(long word, long value) {
        int block = blocks.ofWord(word);
        if (block != Blocks.NOBODY) {
            cells[block] ^= StateHash.ofWord(blocks.commonWord(word), value);
            return;
        }
        int named = blocks.isToken(word) ? blocks.ofToken(value) : Blocks.NOBODY;
        if (named != Blocks.NOBODY) {
            cells[named] ^= StateHash.ofWord(word, Blocks.commonToken(value));
        } else {
            sharedCells ^= StateHash.ofWord(word, value);
        }
    }

    /**
     * A word of a machine's walk, or of a companion's, begins or ends to have that value.
     *
     * @param sign 1 if it begins, -1 if it ends
     */
    void toggleField(int machine, int place, long value, int kind, int sign) {
        int own = blocks.ofMachine(machine);
        int named = named(value, kind);
        long common = named == Blocks.NOBODY ? value : kind == Images.NAME ? Blocks.SELF : Blocks.commonToken(value);
        if (own == Blocks.NOBODY && named == Blocks.NOBODY) {
            sharedImages ^= StateHash.ofField(machine, place, value);
        } else if (own == Blocks.NOBODY) {
            images[named] ^= StateHash.ofField(machine, place, common);
        } else if (named == Blocks.NOBODY || named == own) {
            images[own] ^= StateHash.ofField(blocks.commonMachine(own), place, common);
        } else {
            images[own] ^= StateHash.ofField(blocks.commonMachine(own), place, value);
            crossingImages += sign;
        }
    }

    /** The machine under whose number the plain words of {@code machine} are hashed. */
    int hashedAs(int machine) {
        int own = blocks.ofMachine(machine);
        return own == Blocks.NOBODY ? machine : blocks.commonMachine(own);
    }

    /** As {@link #toggleField} of plain words, whose hashes together are {@code hashes}. */
    void togglePlain(int machine, long hashes) {
        int own = blocks.ofMachine(machine);
        if (own == Blocks.NOBODY) {
            sharedImages ^= hashes;
        } else {
            images[own] ^= hashes;
        }
    }

    private int named(long value, int kind) {
        return switch (kind) {
            case Images.NAME -> blocks.ofMachine(value);
            case Images.TOKEN -> blocks.ofToken(value);
            default -> Blocks.NOBODY;
        };
    }

    /** The block of a channel, or {@link Blocks#NOBODY}. One between two of them is the sender's, and crosses. */
    int ofChannel(int from, int to) {
        int sender = blocks.ofMachine(from);
        return sender != Blocks.NOBODY ? sender : blocks.ofMachine(to);
    }

    private boolean isCrossing(int from, int to) {
        return from != to && blocks.ofMachine(from) != Blocks.NOBODY && blocks.ofMachine(to) != Blocks.NOBODY;
    }

    /** The common name of a channel; greater than zero. */
    long commonChannel(int from, int to) {
        long machines = blocks.machines();
        if (isCrossing(from, to)) {
            return (machines + from) * machines + to + 1;
        }
        return common(from) * machines + common(to) + 1;
    }

    private long common(int machine) {
        int block = blocks.ofMachine(machine);
        return block == Blocks.NOBODY ? machine : blocks.commonMachine(block);
    }

    /** A message's content as it counts in a channel. */
    long content(int from, int to, Message message) {
        int block = isCrossing(from, to) ? Blocks.NOBODY : ofChannel(from, to);
        if (block == Blocks.NOBODY) {
            return message.content();
        }
        return message.contentFor(
                blocks.member(block).machine(), blocks.member(block).vcpu());
    }

    /** The hash of what is in a channel has changed; 0 is the hash of an empty one. */
    void channelChanged(int from, int to, long old, long next) {
        int block = ofChannel(from, to);
        if (block == Blocks.NOBODY) {
            sharedCells ^= old ^ next;
            return;
        }
        cells[block] ^= old ^ next;
        if (isCrossing(from, to)) {
            crossingCells += (next == 0 ? 0 : 1) - (old == 0 ? 0 : 1);
        }
    }

    /** Remembers what machines and companions add, for {@link #undoImages}. */
    void saveImages(Journal journal) {
        journal.push(images, images.length);
        journal.push(sharedImages);
        journal.push(crossingImages);
    }

    void undoImages(Journal journal) {
        crossingImages = (int) journal.pop();
        sharedImages = journal.pop();
        for (int b = images.length - 1; b >= 0; b--) {
            images[b] = journal.pop();
        }
    }

    /**
     * How many states differ from this one by nothing but an exchange, itself included; {@link Long#MAX_VALUE} if more.
     */
    long orbit() {
        double orbit = 1;
        int inGroup = 0;
        for (int b = 0; b < images.length; b++) {
            int first = blocks.firstOf(b);
            inGroup = first == b ? 1 : inGroup + 1;
            int alike = 1;
            for (int other = first; other < b; other++) {
                alike += isAlike(other, b) ? 1 : 0;
            }
            orbit = orbit * inGroup / alike; // n over k, one factor at a time: a whole number after each
        }
        return (long) orbit;
    }

    /** True if an exchange of the two changes nothing. */
    boolean isAlike(int one, int other) {
        return blocks.firstOf(one) == blocks.firstOf(other)
                && (images[one] ^ cells[one]) == (images[other] ^ cells[other]);
    }
}
