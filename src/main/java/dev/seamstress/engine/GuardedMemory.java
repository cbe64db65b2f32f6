package dev.seamstress.engine;

import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.SharedMemory;

/**
 * Shared words of a state in which some vCPUs can be exchanged, with a watch on what makes them so: a step is about one
 * of them at most, the one at an end of its channel. No step writes what belongs to another, and no thread reads it;
 * who does knows it by its number, and an exchange of vCPUs would make another step of it.
 *
 * <p>An owner may look at others' words: the TDX module does, to tell who was in the way.
 */
final class GuardedMemory implements SharedMemory {
    private final JournaledMemory memory;
    private final Blocks blocks;
    private boolean isOn;
    private int actor;
    private int block;

    GuardedMemory(JournaledMemory memory, Blocks blocks) {
        this.memory = memory;
        this.blocks = blocks;
    }

    /**
     * A step of {@code machine} begins, at a channel with this block; {@code isWatched} if an exchange must be right.
     */
    void begin(int machine, int channelBlock, boolean isWatched) {
        actor = machine;
        block = channelBlock;
        isOn = isWatched;
    }

    /** The machine whose step it is sends a message. */
    void sends(int to) {
        boolean isBetweenThreads = isOn && actor != to && blocks.isThread(actor) && blocks.isThread(to);
        if (isBetweenThreads && (blocks.ofMachine(actor) != Blocks.NOBODY || blocks.ofMachine(to) != Blocks.NOBODY)) {
            throw new SymmetryBroken("one thread sends a message to another");
        }
    }

    private long looked(long word) {
        if (isOn && blocks.isThread(actor)) {
            require(word);
        }
        return word;
    }

    private long touched(long word) {
        if (isOn) {
            require(word);
        }
        return word;
    }

    private void require(long word) {
        int owner = blocks.ofWord(word);
        if (owner != Blocks.NOBODY && owner != block) {
            throw new SymmetryBroken("a thread touches what belongs to another vCPU");
        }
    }

    @Override
    public long read(long word) {
        return memory.read(looked(word));
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        return memory.compareAndSet(touched(word), expected, next);
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        return memory.compareAndExchange(touched(word), expected, next);
    }

    @Override
    public long exchange(long word, long next) {
        return memory.exchange(touched(word), next);
    }

    @Override
    public void write(long word, long next) {
        memory.write(touched(word), next);
    }

    @Override
    public long add(long word, long delta) {
        return memory.add(touched(word), delta);
    }
}
