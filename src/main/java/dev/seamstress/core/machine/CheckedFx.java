package dev.seamstress.core.machine;

import java.util.List;

/**
 * The half of {@link Fx} that touches shared memory, with every claim checked: at most one racy access in a step, none
 * in a step that claims none, exclusive accesses only with the evidence. Drivers add the other half.
 *
 * <p>Requires: {@link #enter} before each delivery. One object serves one machine at a time.
 */
public abstract class CheckedFx extends Fx {
    private final MemoryMap map;
    private final SharedMemory memory;
    private final Watches watches;
    private Machine machine;
    private long lastRacyWord = NONE;
    private boolean hasUndeclared;
    private boolean isTellingStores;
    private boolean isTellingRan;

    private static final long NONE = -1;

    protected CheckedFx(MemoryMap map, SharedMemory memory) {
        this(map, memory, Watches.NONE);
    }

    protected CheckedFx(MemoryMap map, SharedMemory memory, Watches watches) {
        this.map = map;
        this.memory = memory;
        this.watches = watches;
    }

    /** Says whether {@link #stored} wants to hear of stores from now on; if nobody does, they cost nothing more. */
    protected final void tellStores(boolean isWanted) {
        isTellingStores = isWanted;
    }

    /** Says whether {@link #ran} wants to hear of the steps of procedures from now on. */
    protected final void tellRan(boolean isWanted) {
        isTellingRan = isWanted;
    }

    /** Begins a step of {@code machine}. */
    protected final void enter(Machine next) {
        machine = next;
        lastRacyWord = NONE;
        hasUndeclared = false;
    }

    /** The machine whose step runs. */
    protected final Machine machine() {
        return machine;
    }

    private void racyRead(long word) {
        count(word, map.checkRacyRead(machine, word));
    }

    private void racyStore(long word) {
        count(word, map.checkRacy(machine, word));
    }

    private void count(long word, boolean isRacy) {
        if (!isRacy) {
            return;
        }
        if (lastRacyWord != NONE) {
            throw new ModelBug(machine + " makes two racy accesses in one step: "
                    + map.classOf(lastRacyWord).name()
                    + " word 0x" + Long.toHexString(lastRacyWord) + ", then "
                    + map.classOf(word).name() + " word 0x"
                    + Long.toHexString(word) + where());
        }
        lastRacyWord = word;
        hasUndeclared = true;
    }

    private String where() {
        return machine instanceof KernelThread thread ? ", at " + thread.where() : "";
    }

    /** Passes an event on to whoever listens to the run. */
    protected abstract void told(Event event, long a, long b, long c, long d);

    /** Passes on that the machine has stored {@code next} where {@code old} was, which may be the same. */
    protected void stored(long word, long old, long next) {}

    @Override
    public final void trace(Event event, long a, long b, long c, long d) {
        told(event, a, b, c, d);
        List<Watches.Watch> list = watches.list();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).matches(machine.id(), event, a, b, c, d)) {
                happened(i);
            }
        }
    }

    private void happened(int watch) {
        long word = watches.told(machine.id(), watch);
        long told = own(word);
        if (told < watches.limits().get(watch)) {
            own(word, told + 1);
            send(watches.counter(), new Watches.Happened(watch));
        }
    }

    @Override
    public final void stepped(Step step, boolean isRacy) {
        if (hasUndeclared && !isRacy) {
            throw new ModelBug(machine + " makes a racy access to "
                    + map.classOf(lastRacyWord).name() + " in step " + step + ", which does not say so");
        }
        hasUndeclared = false;
        if (isTellingRan) {
            ran(step);
        }
    }

    /** Passes on that a thread has made a step of a procedure. */
    protected void ran(Step step) {}

    @Override
    public final long read(long word) {
        racyRead(word);
        return memory.read(word);
    }

    @Override
    public final boolean compareAndSet(long word, long expected, long next) {
        racyStore(word);
        boolean isStored = memory.compareAndSet(word, expected, next);
        if (isTellingStores && isStored) {
            stored(word, expected, next);
        }
        return isStored;
    }

    @Override
    public final long compareAndExchange(long word, long expected, long next) {
        racyStore(word);
        long old = memory.compareAndExchange(word, expected, next);
        if (isTellingStores && old == expected) {
            stored(word, old, next);
        }
        return old;
    }

    @Override
    public final long exchange(long word, long next) {
        racyStore(word);
        long old = memory.exchange(word, next);
        if (isTellingStores) {
            stored(word, old, next);
        }
        return old;
    }

    @Override
    public final void write(long word, long next) {
        racyStore(word);
        store(word, next);
    }

    private void store(long word, long next) {
        if (isTellingStores) {
            stored(word, memory.exchange(word, next), next);
        } else {
            memory.write(word, next);
        }
    }

    @Override
    public final long add(long word, long delta) {
        racyStore(word);
        long sum = memory.add(word, delta);
        if (isTellingStores) {
            stored(word, sum - delta, sum);
        }
        return sum;
    }

    @Override
    public final long read(Grant held, long word) {
        map.checkStableRead(machine, held, word);
        return memory.read(word);
    }

    @Override
    public final void write(Grant held, long word, long next) {
        map.checkExclusive(machine, held, word);
        store(word, next);
    }

    @Override
    public final long own(long word) {
        map.checkOwn(machine, word);
        return memory.read(word);
    }

    @Override
    public final void own(long word, long next) {
        map.checkOwn(machine, word);
        store(word, next);
    }

    @Override
    public final boolean isReachable(long word) {
        return map.isReachable(word);
    }
}
