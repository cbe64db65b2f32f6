package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.MemoryMap;

/** The half of {@link Fx} that touches shared memory, with nothing checked: load runs play what others have checked. */
abstract class PlainFx extends Fx {
    private final MemoryMap map;
    private final SimMemory memory;

    PlainFx(MemoryMap map, SimMemory memory) {
        this.map = map;
        this.memory = memory;
    }

    final SimMemory memory() {
        return memory;
    }

    /** Nobody checks a load run. */
    @Override
    public final boolean isCounting() {
        return false;
    }

    @Override
    public final long read(long word) {
        return memory.read(word);
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        return memory.compareAndSet(word, expected, next);
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        return memory.compareAndExchange(word, expected, next);
    }

    @Override
    public long exchange(long word, long next) {
        return memory.exchange(word, next);
    }

    @Override
    public void write(long word, long next) {
        memory.write(word, next);
    }

    @Override
    public final long add(long word, long delta) {
        return memory.add(word, delta);
    }

    @Override
    public final long read(Grant held, long word) {
        return memory.read(word);
    }

    @Override
    public final void write(Grant held, long word, long next) {
        write(word, next);
    }

    @Override
    public final long own(long word) {
        return memory.read(word);
    }

    @Override
    public void own(long word, long next) {
        memory.write(word, next);
    }

    @Override
    public final boolean isReachable(long word) {
        return map.isReachable(word);
    }
}
