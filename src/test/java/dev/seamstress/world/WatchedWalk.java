package dev.seamstress.world;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.sched.SplitMix64;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A random walk in which somebody looks at a machine in the middle of its steps: the only way to meet procedures that
 * come and go within one.
 *
 * <p>It checks no access; the drivers do.
 */
final class WatchedWalk extends Fx {
    private final Assembly assembly;
    private final Consumer<Machine> watcher;
    private final Map<Long, Long> memory = new TreeMap<>();
    private final Map<Long, ArrayDeque<Message>> channels = new TreeMap<>();
    private final Map<Integer, Integer> told = new TreeMap<>();
    private Machine machine;

    WatchedWalk(Assembly assembly, Consumer<Machine> watcher) {
        this.assembly = assembly;
        this.watcher = watcher;
        assembly.initials().forEach(initial -> memory.put(initial.word(), initial.value()));
    }

    /** Runs until no message is left; false if some are after {@code maxSteps}. */
    boolean run(long seed, int maxSteps) {
        SplitMix64 random = new SplitMix64(seed);
        for (Machine starter : assembly.machines()) {
            if (starter.starts()) {
                put(starter.id(), starter.id(), Continue.CONTINUE);
            }
        }
        for (int step = 0; step < maxSteps; step++) {
            if (channels.isEmpty()) {
                return true;
            }
            List<Long> enabled = new ArrayList<>(channels.keySet());
            deliver(enabled.get(random.below(enabled.size())));
        }
        return false;
    }

    private void deliver(long channel) {
        ArrayDeque<Message> queue = channels.get(channel);
        Message message = queue.remove();
        if (queue.isEmpty()) {
            channels.remove(channel);
        }
        machine = assembly.machines().get((int) channel);
        machine.on((int) (channel >> 32), message, this);
        watcher.accept(machine);
    }

    private void put(int from, int to, Message message) {
        channels.computeIfAbsent((long) from << 32 | to, key -> new ArrayDeque<>())
                .add(message);
    }

    @Override
    public void stepped(Step step, boolean isRacy) {
        watcher.accept(machine);
    }

    @Override
    public void send(int to, Message message) {
        watcher.accept(machine);
        put(machine.id(), to, message);
    }

    @Override
    public void after(long ns, int lp, Message message) {
        put(lp, machine.id(), message);
    }

    @Override
    public long read(long word) {
        return memory.getOrDefault(word, assembly.map().fill(MemoryMap.page(word)));
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        boolean isEqual = read(word) == expected;
        if (isEqual) {
            memory.put(word, next);
        }
        return isEqual;
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        long old = read(word);
        memory.put(word, old == expected ? next : old);
        return old;
    }

    @Override
    public long exchange(long word, long next) {
        long old = read(word);
        memory.put(word, next);
        return old;
    }

    @Override
    public void write(long word, long next) {
        memory.put(word, next);
    }

    @Override
    public long add(long word, long delta) {
        memory.put(word, read(word) + delta);
        return read(word);
    }

    @Override
    public long read(Grant held, long word) {
        return read(word);
    }

    @Override
    public void write(Grant held, long word, long next) {
        write(word, next);
    }

    @Override
    public long own(long word) {
        return read(word);
    }

    @Override
    public void own(long word, long next) {
        write(word, next);
    }

    @Override
    public boolean isReachable(long word) {
        return assembly.map().isReachable(word);
    }

    /** Who waits in the script for an event hears of it, as a driver sees to. */
    @Override
    public void trace(Event event, long a, long b, long c, long d) {
        Watches watches = assembly.watches();
        for (int i = 0; i < watches.list().size(); i++) {
            boolean isWanted = told.getOrDefault(i, 0) < watches.limits().get(i);
            if (isWanted && watches.list().get(i).matches(machine.id(), event, a, b, c, d)) {
                told.merge(i, 1, Integer::sum);
                put(machine.id(), watches.counter(), new Watches.Happened(i));
            }
        }
    }
}
