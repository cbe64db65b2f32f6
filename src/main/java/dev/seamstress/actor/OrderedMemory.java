package dev.seamstress.actor;

import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.machine.WordClass;

/**
 * One machine's view of memory in a live run that keeps a log: numbers the step in the moment of its racy access, so
 * that the numbers of all steps order all accesses to each word as they happened.
 *
 * <p>A step makes at most one racy access, hence holds at most one of the locks, hence cannot deadlock. Other accesses
 * need no lock: whoever could conflict with them is kept out by the word's guard, and messages order the two.
 */
final class OrderedMemory implements SharedMemory {
    private final MemoryMap map;
    private final SharedMemory memory;
    private final Machine machine;
    private final RecordingLog log;
    private final Stripes stripes;

    OrderedMemory(MemoryMap map, SharedMemory memory, Machine machine, RecordingLog log, Stripes stripes) {
        this.map = map;
        this.memory = memory;
        this.machine = machine;
        this.log = log;
        this.stripes = stripes;
    }

    /** The locks that words share, one set a run. */
    static final class Stripes {
        private static final int COUNT = 256;
        private final Object[] locks = new Object[COUNT];

        Stripes() {
            for (int i = 0; i < COUNT; i++) {
                locks[i] = new Object();
            }
        }

        private Object of(long word) {
            return locks[(int) (word ^ word >>> 9) & (COUNT - 1)];
        }
    }

    /** True if another machine could be at the same word now, with one of the two storing. */
    private boolean isRacy(long word, boolean isStore) {
        if (!map.isReachable(word)) {
            return false;
        }
        WordClass wordClass = map.classOf(word);
        return switch (wordClass.rule()) {
            case LOCKLESS -> true;
            case LOCK_SHARED_WRITERS -> !holdsExclusively(wordClass.guard());
            case LOCK_EXCLUSIVE_WRITERS -> isStore && !holdsExclusively(wordClass.guard());
            case OPEN_SHARED_WRITERS -> isStore || !holds(wordClass.guard(), Grant.Mode.WRITE);
            case OPEN_EXCLUSIVE_WRITERS ->
                isStore || !holds(wordClass.guard(), Grant.Mode.WRITE) && !holds(wordClass.guard(), Grant.Mode.READ);
            case OWNER -> false;
        };
    }

    private boolean holdsExclusively(int lock) {
        return holds(lock, Grant.Mode.WRITE);
    }

    private boolean holds(int lock, Grant.Mode mode) {
        return machine instanceof KernelThread thread && thread.held().has(lock, mode);
    }

    @Override
    public long read(long word) {
        if (!isRacy(word, false)) {
            return memory.read(word);
        }
        synchronized (stripes.of(word)) {
            log.number();
            return memory.read(word);
        }
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        if (!isRacy(word, true)) {
            return memory.compareAndSet(word, expected, next);
        }
        synchronized (stripes.of(word)) {
            log.number();
            return memory.compareAndSet(word, expected, next);
        }
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        if (!isRacy(word, true)) {
            return memory.compareAndExchange(word, expected, next);
        }
        synchronized (stripes.of(word)) {
            log.number();
            return memory.compareAndExchange(word, expected, next);
        }
    }

    @Override
    public long exchange(long word, long next) {
        if (!isRacy(word, true)) {
            return memory.exchange(word, next);
        }
        synchronized (stripes.of(word)) {
            log.number();
            return memory.exchange(word, next);
        }
    }

    @Override
    public void write(long word, long next) {
        if (!isRacy(word, true)) {
            memory.write(word, next);
            return;
        }
        synchronized (stripes.of(word)) {
            log.number();
            memory.write(word, next);
        }
    }

    @Override
    public long add(long word, long delta) {
        if (!isRacy(word, true)) {
            return memory.add(word, delta);
        }
        synchronized (stripes.of(word)) {
            log.number();
            return memory.add(word, delta);
        }
    }
}
