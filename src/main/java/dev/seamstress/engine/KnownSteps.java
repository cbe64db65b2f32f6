package dev.seamstress.engine;

import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.Mix;
import java.util.Arrays;

/**
 * The steps that a search has made, by what they looked at. A step is a function of its machine's fields, of its
 * channel, of what companions remember, and of the words, channels and machines that it looks at on its way; where all
 * of them are as they were once before, it changes the state as it did then, breaks nothing as it did then, and a
 * search that only wants to know whether it leads to a new state need not make it.
 *
 * <p>Shape: a tree. Its root tells the steps' starts apart: machine, channel, companions. Every other node names what
 * the step looks at next, and has a branch for each value that was seen there; a leaf is the change. What a step looks
 * at next depends on nothing but what it has seen, so a step that comes to a node looks where the node says.
 *
 * <p>Requires: between {@link #begin} and {@link #learn} or {@link #forget} one step is made, and all that is made of
 * it looks through {@link Engine#memory} and {@link Engine#machine}.
 */
public final class KnownSteps {
    /** No step like it was made, or nothing can be said of it. */
    public static final int NONE = -1;

    private static final int ROOT = 0;
    static final int NODES_MAX = 1 << 22;
    /** In place of a branch: there is none yet. */
    private static final int OPEN = 0;
    /** In place of a leaf: what the step leads to depends on more, so it has to be made. */
    private static final int MAKE = Integer.MIN_VALUE;

    // Places in a node.
    private static final int ITEM = 0;
    private static final int VALUE = 1;
    private static final int NEXT = 2;
    private static final int NODE = 3;

    private static final int LOOKS_BEFORE_DOUBT = 1 << 14;
    /** Bytes that a node or a branch takes at most, its leaf and the room for more of them included. */
    private static final int NODE_BYTES = 8 * NODE * 2 + 16 * 4 + 20 * 2;

    private final Engine engine;
    private final JournaledMemory memory;
    private final Channels channels;
    private final Images images;
    private final Exchanges exchanges;
    private final Reads reads;
    /** The number of the first. */
    private final int companions;

    private int most;

    /** Each node: its item, and its first branch: the value that is seen, and where it leads to. */
    private long[] nodes = new long[NODE << 8];

    private int count = 1;
    /** More branches of a node, open addressing: where each leads to, below the node that it is of; then the value. */
    private long[] branches = new long[2 << 8];

    private int branchCount;

    private long[] shared = new long[1 << 7];
    private long[] owns = new long[1 << 7];
    /** The block of which {@code owns} tells the change, doubled, and one if the step ended an operation. */
    private int[] tags = new int[1 << 7];

    private int leaves;

    private long start;
    private final long[] before;
    private final long[] after;
    private int orderersBefore;
    private long looks;
    private long hits;
    private long hashes;
    /** How many steps were looked for in vain and not learned: each could have been taken for one that was. */
    private long unlearned;

    private boolean isLast;

    /** {@code machines}: how many there are; {@code most}: nodes and branches, of which no more are made. */
    KnownSteps(
            Engine engine,
            JournaledMemory memory,
            Channels channels,
            Images images,
            Reads reads,
            int machines,
            int most) {
        this.engine = engine;
        this.memory = memory;
        this.channels = channels;
        this.images = images;
        this.exchanges = engine.exchanges().orElse(null);
        this.reads = reads;
        this.companions = machines;
        this.most = most;
        this.before = new long[exchanges == null ? 1 : exchanges.sums().parts()];
        this.after = new long[before.length];
    }

    /** What is known of the step at the channel: a number for the questions below, or {@link #NONE}. */
    public int find(int channel) {
        isLast = false;
        if (isInDoubt()) {
            return NONE;
        }
        looks++;
        int node = more(ROOT, start(channel));
        while (node > 0) {
            node = branch(node, now(nodes[NODE * node + ITEM]));
        }
        isLast = node == OPEN;
        if (node == OPEN || node == MAKE) {
            return NONE;
        }
        hits++;
        return ~node;
    }

    /** Too little of what was learned was of use. */
    private boolean isInDoubt() {
        return looks >= LOOKS_BEFORE_DOUBT && hits < looks / 8;
    }

    /** Whether an exchange is right now is told apart, too: a step that is right only if it is not is none else. */
    private long start(int channel) {
        long watched = exchanges != null && exchanges.isRight() ? 1 : 0;
        long all = Mix.mix(images.own(channels.receiver(channel)), 2L * channel + watched, channels.hash(channel));
        for (int i = companions; i < images.count(); i++) {
            all ^= images.counting(i);
        }
        return all;
    }

    private long now(long item) {
        if ((item & Reads.COMPANION) != 0) {
            return images.unhashed(Reads.companion(item), Reads.number(item));
        }
        if ((item & Reads.CHANNEL) != 0) {
            return channels.hash(Reads.number(item));
        }
        return (item & Reads.MACHINE) != 0 ? images.own(Reads.number(item)) : memory.peek(item);
    }

    /** Where it goes on from the node if the value is seen: a node, the complement of a leaf, or nowhere. */
    private int branch(int node, long value) {
        int at = NODE * node;
        return nodes[at + VALUE] == value && nodes[at + NEXT] != OPEN ? (int) nodes[at + NEXT] : more(node, value);
    }

    private int more(int node, long value) {
        return (int) branches[place(node, value)];
    }

    /** Where the branch stands or will. */
    private int place(int node, long value) {
        int mask = branches.length - 2;
        long mixed = (value ^ node * 0x9E3779B97F4A7C15L) * 0xD6E8FEB86659FD93L;
        int at = (int) (mixed >>> 32) << 1 & mask;
        while ((int) branches[at] != OPEN && (branches[at] >> Integer.SIZE != node || branches[at + 1] != value)) {
            at = at + 2 & mask;
        }
        return at;
    }

    /** The fingerprint after the step. */
    public long fingerprintAfter(int known) {
        if (exchanges == null) {
            return engine.fingerprint() ^ shared[known];
        }
        return exchanges.fingerprintAfter(shared[known], (tags[known] >> 1) - 1, owns[known]);
    }

    /** True if the step ends an operation. */
    public boolean isProgress(int known) {
        return (tags[known] & 1) != 0;
    }

    /** A step is about to be made, the one that was last looked for. */
    public void begin(int channel) {
        reads.end(); // a step that threw may have left them on
        if (!isLast) {
            return;
        }
        if (count + branchCount > most) {
            unlearned++;
            return;
        }
        start = start(channel);
        take(before);
        orderersBefore = exchanges == null ? 0 : exchanges.orderersLeft();
        reads.begin(channel, channels.receiver(channel), images.unhashedFrom(companions));
    }

    /**
     * Between two steps that are made as one: what is looked at until {@link #goOn} is no part of them. Requires: what
     * is found by that is no part of what is learned either.
     */
    public void pause() {
        reads.pause();
    }

    /** What is looked at counts again. */
    public void goOn() {
        reads.goOn();
    }

    /** With the step that is under way another one is about to be made, and both are remembered as one. */
    public void follow(int channel) {
        int receiver = channels.receiver(channel);
        reads.channel(channel, channels.hash(channel));
        reads.machine(receiver, images.own(receiver));
    }

    private void take(long[] sums) {
        if (exchanges == null) {
            sums[0] = engine.fingerprint();
        } else {
            exchanges.sums().parts(sums);
        }
    }

    /** The step broke something: nothing is remembered of it. */
    public void forget() {
        unlearned += reads.isOn() ? 1 : 0;
        reads.end();
    }

    /** The step is over and broke nothing. */
    public void learn(boolean isProgress) {
        if (!reads.isOn()) {
            return;
        }
        reads.end();
        int node = ROOT;
        long value = start;
        int next = more(ROOT, start);
        hashes += next == OPEN ? 1 : 0;
        for (int i = 0; i < reads.count(); i++) {
            long item = reads.item(i);
            if (next == OPEN) {
                next = node(item);
                attach(node, value, next);
            } else if (next < 0 || nodes[NODE * next + ITEM] != item) {
                throw Reads.differs(item);
            }
            node = next;
            value = reads.value(i);
            next = branch(node, value);
            hashes += next == OPEN && Reads.isHash(item) ? 1 : 0;
        }
        if (next != OPEN) {
            throw Reads.differs(Reads.NOTHING);
        }
        attach(node, value, leaf(isProgress));
    }

    private int node(long item) {
        if (NODE * (count + 1) > nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * nodes.length);
        }
        nodes[NODE * count + ITEM] = item;
        return count++;
    }

    private void attach(int node, long value, int next) {
        int at = NODE * node;
        if (node != ROOT && nodes[at + NEXT] == OPEN) {
            nodes[at + VALUE] = value;
            nodes[at + NEXT] = next;
            return;
        }
        put(node, value, next);
        if (4 * ++branchCount > branches.length) {
            grow();
        }
    }

    private void put(int node, long value, int next) {
        int at = place(node, value);
        branches[at] = (long) node << Integer.SIZE | next & 0xFFFF_FFFFL;
        branches[at + 1] = value;
    }

    private void grow() {
        long[] old = branches;
        branches = new long[2 * old.length];
        for (int at = 0; at < old.length; at += 2) {
            if ((int) old[at] != OPEN) {
                put((int) (old[at] >> Integer.SIZE), old[at + 1], (int) old[at]);
            }
        }
    }

    /** What the step did, as a leaf. */
    private int leaf(boolean isProgress) {
        take(after);
        boolean hasFewerOrderers = exchanges != null && exchanges.orderersLeft() != orderersBefore;
        if (reads.isSpoilt() || hasFewerOrderers) {
            return MAKE;
        }
        int block = Blocks.NOBODY;
        for (int part = BlockSums.FIRST_BLOCK; part < before.length; part++) {
            if (before[part] != after[part]) {
                if (block != Blocks.NOBODY) {
                    return MAKE;
                }
                block = part - BlockSums.FIRST_BLOCK;
            }
        }
        if (exchanges != null && before[BlockSums.CROSSINGS] != after[BlockSums.CROSSINGS]) {
            return MAKE;
        }
        if (leaves == tags.length) {
            shared = Arrays.copyOf(shared, 2 * leaves);
            owns = Arrays.copyOf(owns, 2 * leaves);
            tags = Arrays.copyOf(tags, 2 * leaves);
        }
        shared[leaves] = before[0] ^ after[0];
        if (block != Blocks.NOBODY) {
            owns[leaves] = before[BlockSums.FIRST_BLOCK + block] ^ after[BlockSums.FIRST_BLOCK + block];
        }
        tags[leaves] = (block == Blocks.NOBODY ? 0 : block + 1 << 1) | (isProgress ? 1 : 0);
        return ~leaves++;
    }

    /** Of the steps that were asked for, how many were known. */
    public long hits() {
        return hits;
    }

    /** How many steps were asked for. */
    public long looks() {
        return looks;
    }

    /** An upper bound of the chance that two of the hashes that steps are told apart by are the same. */
    public double collisionBound() {
        return hashes * (hashes + 2.0 * unlearned) / 0x1p65;
    }

    /** Remembers no more from now on than about so much. */
    public void keepWithin(long bytes) {
        most = (int) Math.min(most, bytes / NODE_BYTES);
    }

    /** Bytes that they take. */
    public long bytes() {
        return 8L * (nodes.length + branches.length) + 20L * tags.length;
    }
}
