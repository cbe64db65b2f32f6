package dev.seamstress.core;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.CheckedFx;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A driver for tests: the simplest memory and channels, and every delivery chosen by hand.
 *
 * <p>Each delivery is made twice, with an undo between them, and must come out the same: a field that a machine forgot
 * to list shows here.
 */
public final class HandDriver {
    /** An event with the machine that told it. */
    public record Told(int actor, Event event, long a, long b, long c, long d) {}

    private final MemoryMap map;
    private final List<Machine> machines;
    private final HandFx fx;
    private final MapMemory memory;
    private TreeMap<Long, List<Message>> channels = new TreeMap<>();
    private List<Told> events = new ArrayList<>();
    private Runnable afterEach = () -> {};

    public HandDriver(MemoryMap map, List<Machine> machines, List<Assembly.Initial> initials) {
        this.map = map;
        this.machines = List.copyOf(machines);
        this.memory = new MapMemory(map);
        this.fx = new HandFx();
        initials.forEach(initial -> memory.write(initial.word(), initial.value()));
        machines.stream()
                .filter(Machine::starts)
                .forEach(m -> channel(m.id(), m.id()).add(Continue.CONTINUE));
    }

    /** From now on {@code look} runs after each delivery; what it changes must be in the fields of some machine. */
    public void setAfterEach(Runnable look) {
        afterEach = look;
    }

    /** The value of a word. */
    public long value(long word) {
        return memory.read(word);
    }

    /** Changes a word from outside, as a machine that is not there would. */
    public void poke(long word, long value) {
        memory.write(word, value);
    }

    /** Gives all words the values that {@link #save} found. */
    public void setMemory(World world) {
        memory.restore(world.memory);
    }

    /** What was told so far. */
    public List<Told> events() {
        return events;
    }

    /** What was told of one kind, as its first number. */
    public List<Long> events(Event event) {
        return events.stream().filter(e -> e.event() == event).map(Told::a).toList();
    }

    /** The choices, sorted: pairs of sender and receiver whose channel is not empty. */
    public List<int[]> enabled() {
        List<int[]> pairs = new ArrayList<>();
        channels.forEach((key, queue) -> {
            if (!queue.isEmpty()) {
                pairs.add(new int[] {(int) (key >> 32), key.intValue()});
            }
        });
        return pairs;
    }

    /** True if a message waits in that channel. */
    public boolean isEnabled(int from, int to) {
        return !channel(from, to).isEmpty();
    }

    /** Delivers the oldest message from {@code from} to {@code to}. */
    public void deliver(int from, int to) {
        World before = save();
        step(from, to);
        World once = save();
        String onceKey = key();
        restore(before);
        step(from, to);
        if (!key().equals(onceKey) || !once.events.equals(events)) {
            throw new AssertionError("undo loses something of " + machines.get(to) + ":\n" + onceKey + "\n" + key());
        }
    }

    private void step(int from, int to) {
        Message message = channel(from, to).remove(0);
        fx.begin(machines.get(to));
        machines.get(to).on(from, message, fx);
        afterEach.run();
    }

    /** Delivers until nothing is left, always the first choice. */
    public void run() {
        for (int i = 0; i < 100_000; i++) {
            List<int[]> pairs = enabled();
            if (pairs.isEmpty()) {
                return;
            }
            deliver(pairs.get(0)[0], pairs.get(0)[1]);
        }
        throw new AssertionError("no end");
    }

    /** Delivers, the first choice first, whatever does not start a step of a machine in {@code held}. */
    public void runWithout(int... held) {
        for (int i = 0; i < 100_000; i++) {
            int[] next = enabled().stream()
                    .filter(pair -> !contains(held, pair[1]))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                return;
            }
            deliver(next[0], next[1]);
        }
        throw new AssertionError("no end");
    }

    private static boolean contains(int[] ids, int id) {
        for (int candidate : ids) {
            if (candidate == id) {
                return true;
            }
        }
        return false;
    }

    /** Everything that the future depends on, as text. */
    public String key() {
        StringBuilder text = new StringBuilder();
        machines.forEach(m -> m.fields(new Snapshot.Printer(text)));
        memory.words()
                .forEach((word, value) ->
                        text.append(' ').append(word).append('=').append(value));
        channels.forEach((key, queue) -> {
            if (!queue.isEmpty()) {
                text.append(' ').append(key).append(queue);
            }
        });
        return text.toString();
    }

    /** The state of everything, to go back to. */
    public World save() {
        TreeMap<Long, List<Message>> copy = new TreeMap<>();
        channels.forEach((key, queue) -> copy.put(key, new ArrayList<>(queue)));
        List<Snapshot> states = machines.stream().map(Snapshot::of).toList();
        return new World(states, memory.words(), copy, new ArrayList<>(events));
    }

    public void restore(World world) {
        for (int i = 0; i < machines.size(); i++) {
            world.states.get(i).restore(machines.get(i));
        }
        memory.restore(world.memory);
        channels = new TreeMap<>();
        world.channels.forEach((key, queue) -> channels.put(key, new ArrayList<>(queue)));
        events = new ArrayList<>(world.events);
    }

    /** A saved state. */
    public record World(
            List<Snapshot> states,
            SortedMap<Long, Long> memory,
            TreeMap<Long, List<Message>> channels,
            List<Told> events) {}

    private List<Message> channel(int from, int to) {
        return channels.computeIfAbsent((long) from << 32 | to, key -> new ArrayList<>());
    }

    private final class HandFx extends CheckedFx {
        HandFx() {
            super(map, memory);
        }

        void begin(Machine machine) {
            enter(machine);
        }

        @Override
        public void send(int to, Message message) {
            channel(machine().id(), to).add(message);
        }

        @Override
        public void after(long ns, int lp, Message message) {
            channel(lp, machine().id()).add(message);
        }

        @Override
        protected void told(Event event, long a, long b, long c, long d) {
            events.add(new Told(machine().id(), event, a, b, c, d));
        }
    }
}
