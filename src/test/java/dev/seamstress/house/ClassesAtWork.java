package dev.seamstress.house;

import dev.seamstress.actor.RunResult;
import dev.seamstress.actor.SteppedDriver;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.World;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which classes a run puts to work, in the order in which they first are.
 *
 * <p>Whenever a machine tells something or touches a shared word, the procedures that its thread is inside of and the
 * Java stack say which classes are at work, outermost first.
 */
final class ClassesAtWork implements TraceSink {
    private static final int STEPS_MAX = 10_000;

    private final World world;
    private final Predicate<Message> begins;
    private final LinkedHashSet<String> names = new LinkedHashSet<>();
    private int actor;
    private boolean isBegun;

    /** Of runs of {@code world}, each from the first message sent for which {@code begins} is true. */
    ClassesAtWork(World world, Predicate<Message> begins) {
        this.world = world;
        this.begins = begins;
    }

    /** Plays one schedule, and adds what is at work in it. */
    RunResult run(SteppedDriver driver, long seed) {
        isBegun = false;
        SharedMemory memory = new WatchedMemory(SteppedDriver.memoryFor(world.assembly()));
        return driver.run(world.assembly(), memory, new RandomWalk(seed), this, STEPS_MAX);
    }

    /** The names of the classes, outer classes for those inside. */
    Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    private void note() {
        if (!isBegun) {
            return;
        }
        List<String> stack = new ArrayList<>(StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .map(name -> name.replaceAll("\\$.*", ""))
                        .toList()));
        Collections.reverse(stack);
        if (world.assembly().machines().get(actor) instanceof KernelThread thread) {
            List<String> procedures = procedures(thread).stream()
                    .map(procedure -> procedure.getClass().getName())
                    .toList();
            stack.addAll(stack.lastIndexOf(KernelThread.class.getName()) + 1, procedures);
        }
        names.addAll(stack);
    }

    /** What the thread is inside of, outermost first. */
    private static List<?> procedures(KernelThread thread) {
        try {
            Field stack = KernelThread.class.getDeclaredField("stack");
            stack.setAccessible(true);
            return List.of(Arrays.copyOf((Object[]) stack.get(thread), thread.depth()));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        actor = to;
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        isBegun |= begins.test(message);
        note();
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        note();
    }

    private final class WatchedMemory implements SharedMemory {
        private final SharedMemory memory;

        WatchedMemory(SharedMemory memory) {
            this.memory = memory;
        }

        @Override
        public long read(long word) {
            note();
            return memory.read(word);
        }

        @Override
        public boolean compareAndSet(long word, long expected, long next) {
            note();
            return memory.compareAndSet(word, expected, next);
        }

        @Override
        public long compareAndExchange(long word, long expected, long next) {
            note();
            return memory.compareAndExchange(word, expected, next);
        }

        @Override
        public long exchange(long word, long next) {
            note();
            return memory.exchange(word, next);
        }

        @Override
        public void write(long word, long next) {
            note();
            memory.write(word, next);
        }

        @Override
        public long add(long word, long delta) {
            note();
            return memory.add(word, delta);
        }
    }
}
