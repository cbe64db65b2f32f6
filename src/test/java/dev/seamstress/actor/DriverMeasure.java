package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.TraceSink;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Prints how fast the drivers are; a program for people, not a test. */
public final class DriverMeasure {
    private static final int PAIRS = 4;
    private static final int STEPPED_ROUNDS = 500_000;
    private static final int ROUNDS = 50_000;
    private static final int LIVE_RUNS = 10;

    /** Takes the log of a live run and drops it. */
    private static final TraceSink DROP = new TraceSink() {
        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {}
    };

    private DriverMeasure() {}

    public static void main(String[] args) throws InterruptedException {
        try (SteppedDriver driver = new SteppedDriver()) {
            for (int round = 0; round < 4; round++) {
                stepped(driver, "8 players, one long run", 1, () -> Toys.pingPong(PAIRS, STEPPED_ROUNDS));
                stepped(driver, "8 players, 168 steps a run", 10_000, () -> Toys.pingPong(4, 20));
                stepped(driver, "4 racers, ~70 steps a run", 10_000, () -> Toys.race(4, 5));
            }
        }
        try (LiveDriver driver = new LiveDriver()) {
            for (int round = 0; round < 6; round++) {
                double bare = bare();
                double off = live(driver, TraceSink.NONE);
                double on = live(driver, DROP);
                System.out.printf(
                        Locale.ROOT,
                        "live, 8 players: bare %.2f, timeline off %.2f (%.2f), on %.2f (%.2f) M messages/s%n",
                        bare,
                        off,
                        off / bare,
                        on,
                        on / bare);
            }
        }
    }

    private static void stepped(SteppedDriver driver, String what, int runs, Supplier<Assembly> assemblies) {
        long steps = 0;
        long before = allocated();
        long start = System.nanoTime();
        for (int run = 0; run < runs; run++) {
            Strategy walk = new RandomWalk(run);
            steps += driver.run(assemblies.get(), walk, TraceSink.NONE, Integer.MAX_VALUE)
                    .steps();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "stepped, %-26s %6.2f M steps/s %9.0f runs/s %5d B/step%n",
                what,
                steps / seconds / 1e6,
                runs / seconds,
                (allocated() - before) / steps);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static double live(LiveDriver driver, TraceSink sink) throws InterruptedException {
        long steps = 0;
        long start = System.nanoTime();
        for (int run = 0; run < LIVE_RUNS; run++) {
            steps += driver.run(Toys.pingPong(PAIRS, ROUNDS), sink, LiveOptions.withTimeout(Duration.ofMinutes(1)))
                    .steps();
        }
        return steps * 1e3 / (System.nanoTime() - start);
    }

    /** The same graph and the same records, with nothing in the actors but the next tell. */
    private static double bare() throws InterruptedException {
        ActorSystem<Td.Command> system = Systems.start("live");
        long start = System.nanoTime();
        for (int run = 0; run < LIVE_RUNS; run++) {
            CountDownLatch done = new CountDownLatch(PAIRS);
            List<ActorRef<Envelope>> cast = new ArrayList<>();
            for (int i = 0; i < 2 * PAIRS; i++) {
                cast.add(system.systemActorOf(handler(i, i ^ 1, cast, done), "bare" + run + "-" + i, Props.empty()));
            }
            for (int i = 0; i < 2 * PAIRS; i += 2) {
                cast.get(i).tell(new Envelope(i, Continue.CONTINUE));
            }
            done.await();
        }
        double rate = LIVE_RUNS * PAIRS * (2.0 * ROUNDS + 1) * 1e3 / (System.nanoTime() - start);
        system.terminate();
        return rate;
    }

    private static Behavior<Envelope> handler(int id, int partner, List<ActorRef<Envelope>> cast, CountDownLatch done) {
        int[] left = {ROUNDS};
        return Behaviors.receiveMessage(envelope -> {
            if (left[0] > 0) {
                left[0]--;
                cast.get(partner).tell(new Envelope(id, new Toys.Note(left[0])));
            } else {
                done.countDown();
            }
            return Behaviors.same();
        });
    }
}
