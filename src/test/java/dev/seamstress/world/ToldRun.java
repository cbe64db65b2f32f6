package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.TdxView;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** One run to its end: what it told, its end, and a few values after each step. */
final class ToldRun implements TraceSink {
    private static final int STEPS_MAX = 20_000;

    final World world;
    final Engine engine;
    final List<Told> told = new ArrayList<>();
    private final List<ToLongFunction<ToldRun>> watched;
    private final List<long[]> values = new ArrayList<>();

    /** Runs {@code scene} by {@code seed} and takes the value of each of {@code watched} after each step. */
    @SafeVarargs
    ToldRun(Scene scene, long seed, ToLongFunction<ToldRun>... watched) {
        this(scene, new RandomWalk(seed), watched);
    }

    /** As above, by {@code strategy}. */
    @SafeVarargs
    ToldRun(Scene scene, Strategy strategy, ToLongFunction<ToldRun>... watched) {
        this.world = scene.world();
        this.engine = new Engine(world.assembly(), false);
        this.watched = new ArrayList<>();
        for (ToLongFunction<ToldRun> each : watched) {
            this.watched.add(each);
        }
        engine.setSink(this);
        engine.run(strategy, STEPS_MAX);
        assertThat(engine.crash()).isEmpty();
        assertThat(engine.isQuiet()).isTrue();
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {}

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        told.add(new Told(step, actor, event, a, b, c, d));
    }

    @Override
    public void stepped(int step) {
        values.add(watched.stream().mapToLong(value -> value.applyAsLong(this)).toArray());
    }

    /** The value of the {@code index}-th watched after a step. */
    long after(int step, int index) {
        return values.get(step)[index];
    }

    /** As {@link #after}, after the last step. */
    long atTheEnd(int index) {
        return values.get(values.size() - 1)[index];
    }

    TdxView tdx() {
        return new TdxView(engine.memory(), world.tdxMemory().orElseThrow());
    }

    /** The mirror entry of {@code gfn} at {@code level}. */
    long mirror(int level, long gfn) {
        return engine.peek(world.kvm().tables().word(world.kvm().firstMirrorRoot(), level, gfn));
    }

    long count(Predicate<Told> which) {
        return told.stream().filter(which).count();
    }

    long count(Event event) {
        return count(t -> t.is(event));
    }

    /** The place of the first from {@code from} on, or -1. */
    int first(int from, Predicate<Told> which) {
        for (int i = from; i < told.size(); i++) {
            if (which.test(told.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** The places of the events that {@code order} names, each the first after the one before. */
    @SafeVarargs
    final int[] inOrder(Predicate<Told>... order) {
        int[] places = new int[order.length];
        int from = 0;
        for (int i = 0; i < order.length; i++) {
            places[i] = first(from, order[i]);
            assertThat(places[i]).as("event %d of the order", i).isNotNegative();
            from = places[i] + 1;
        }
        return places;
    }
}
