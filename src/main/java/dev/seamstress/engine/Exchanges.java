package dev.seamstress.engine;

import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.Mix;

/**
 * What an engine knows of vCPUs that can be exchanged: the sums over their blocks, whether an exchange is right in the
 * state that the engine is in, and a watch on those who must not know the vCPUs apart.
 *
 * <p>While a thread may yet treat the vCPUs in the order of their numbers (see {@link Blocks#orderers}), as KVM does
 * when it kicks them, an exchange would change what that thread does; so the sums are pinned, and no states are merged.
 * Once all such threads are over, none ever comes back.
 */
public final class Exchanges {
    private final Blocks blocks;
    private final BlockSums sums;
    private final JournaledMemory memory;
    private final GuardedMemory guard;
    private final long[] orderers;
    private boolean isTellingApart;

    Exchanges(Blocks blocks, JournaledMemory memory) {
        this.blocks = blocks;
        this.sums = new BlockSums(blocks);
        this.memory = memory;
        this.guard = new GuardedMemory(memory, blocks);
        this.orderers = blocks.orderers();
    }

    BlockSums sums() {
        return sums;
    }

    GuardedMemory guard() {
        return guard;
    }

    /** Has the fingerprint tell all states apart, or no longer: for a search that must come back to the same state. */
    public void tellApart(boolean isWanted) {
        isTellingApart = isWanted;
    }

    boolean isPinned() {
        return isTellingApart || !isRight();
    }

    /** True if an exchange of the vCPUs is right in this state. */
    public boolean isRight() {
        for (long orderer : orderers) {
            if (memory.peek(orderer) == 0) {
                return false;
            }
        }
        return true;
    }

    /** How many threads may yet treat the vCPUs in order. */
    int orderersLeft() {
        int left = 0;
        for (long orderer : orderers) {
            left += memory.peek(orderer) == 0 ? 1 : 0;
        }
        return left;
    }

    /** The fingerprint after a step that changes so much, and no orderer. See {@link BlockSums#sumWith}. */
    long fingerprintAfter(long all, int block, long own) {
        return sums.sumWith(isPinned(), all, block, own);
    }

    /** A step begins. */
    void begin(int from, int to, Journal journal) {
        sums.saveImages(journal);
        guard.begin(to, sums.ofChannel(from, to), isRight());
    }

    /** Requires that the vCPUs of a group start alike. */
    void requireLikeStart() {
        for (int b = 0; b < blocks.count(); b++) {
            if (!sums.isAlike(blocks.firstOf(b), b)) {
                throw new SymmetryBroken("the vCPUs do not start alike");
            }
        }
    }

    long fingerprint() {
        boolean isRight = isRight();
        if (isRight && sums.isCrossed()) {
            throw new SymmetryBroken("one vCPU remembers another");
        }
        return sums.sum(isTellingApart || !isRight);
    }

    /** How many states are merged into this one, itself included; {@link Long#MAX_VALUE} if more. */
    public long orbit() {
        return isRight() ? sums.orbit() : 1;
    }

    /** True if an exchange of these two changes nothing: places in {@link Blocks}. */
    public boolean isAlike(int one, int other) {
        return sums.isAlike(one, other);
    }

    /** Which cells belong to which vCPU. */
    public Blocks blocks() {
        return blocks;
    }

    /** A choice as an exchange leaves it: equal for two choices in merged states that lead to merged states. */
    public long commonChoice(int from, int to) {
        int block = sums.ofChannel(from, to);
        long name = sums.commonChannel(from, to);
        return block == Blocks.NOBODY ? name : Mix.mix(name, sums.block(block, isPinned()));
    }
}
