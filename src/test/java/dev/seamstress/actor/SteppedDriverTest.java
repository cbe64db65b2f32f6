package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.actor.RunResult.End;
import dev.seamstress.actor.Toys.Note;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.DigestSink;
import dev.seamstress.trace.TraceSink;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: stepped Pekko makes the choices that the strategy says and no others. Method: toys whose runs are known. */
@Timeout(60)
class SteppedDriverTest {
    private static SteppedDriver driver;

    @BeforeAll
    static void start() {
        driver = new SteppedDriver();
    }

    @AfterAll
    static void stop() {
        driver.close();
    }

    private static RunResult run(Assembly assembly, long seed) {
        return driver.run(assembly, new RandomWalk(seed), TraceSink.NONE, 10_000);
    }

    @Test
    void runsUntilNoMessageIsLeft() {
        RunResult result = run(Toys.pingPong(2, 10), 1);
        assertThat(result.end()).isEqualTo(End.QUIESCENT);
        assertThat(result.steps()).isEqualTo(2 * 21);
        assertThat(result.schedule().size()).isEqualTo(42);
        assertThat(result.schedule().at(0).toString()).isIn("0>0", "2>2");
    }

    @Test
    void sameSeedGivesTheSameRunAThousandTimes() {
        DigestSink sink = new DigestSink();
        RunResult first = driver.run(Toys.race(3, 4), new RandomWalk(42), sink, 10_000);
        long digest = sink.digest();
        for (int i = 0; i < 1_000; i++) {
            sink.reset();
            RunResult again = driver.run(Toys.race(3, 4), new RandomWalk(42), sink, 10_000);
            assertThat(sink.digest()).isEqualTo(digest);
            assertThat(again.schedule()).isEqualTo(first.schedule());
        }
    }

    @Test
    void replayOfASeededRunGivesItsDigest() {
        for (long seed = 0; seed < 200; seed++) {
            DigestSink sink = new DigestSink();
            RunResult first = driver.run(Toys.race(3, 3), new RandomWalk(seed), sink, 10_000);
            long digest = sink.digest();
            sink.reset();
            RunResult again = driver.run(Toys.race(3, 3), new Replay(first.schedule()), sink, 10_000);
            assertThat(sink.digest()).isEqualTo(digest);
            assertThat(again.end()).isEqualTo(End.QUIESCENT);
            assertThat(again.memory().read(Toys.raced())).isEqualTo(9);
        }
    }

    @Test
    void aThirdPartyCanOvertake() {
        Set<String> orders = new TreeSet<>();
        for (long seed = 0; seed < 100; seed++) {
            Assembly assembly = Toys.thirdParty();
            run(assembly, seed);
            orders.add(((Toys.Sink) assembly.machines().get(2)).arrived().toString());
        }
        assertThat(orders).containsExactly("[103, 2]", "[2, 103]");
    }

    @Test
    void aPairKeepsItsOrderAndPairsMix() {
        Set<List<Integer>> orders = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            Assembly assembly = Toys.twoSenders(3);
            run(assembly, seed);
            List<Integer> arrived = ((Toys.Sink) assembly.machines().get(2)).arrived();
            assertThat(arrived).filteredOn(n -> n < 100).containsExactly(0, 1, 2);
            assertThat(arrived).filteredOn(n -> n >= 100).containsExactly(100, 101, 102);
            orders.add(arrived);
        }
        assertThat(orders).hasSize(20);
    }

    @Test
    void choicesAreSortedBySenderThenReceiver() {
        StringBuilder first = new StringBuilder();
        Strategy look = (step, enabled) -> {
            for (int i = 0; i < enabled.count(); i++) {
                first.append(enabled.from(i)).append('>').append(enabled.to(i)).append(' ');
            }
            first.append("| ");
            return enabled.count() - 1;
        };
        driver.run(Toys.thirdParty(), look, TraceSink.NONE, 3);
        assertThat(first).hasToString("0>0 | 0>1 0>2 | 0>1 | ");
        first.setLength(0);
        driver.run(Toys.twoSenders(1), look, TraceSink.NONE, 100);
        assertThat(first).hasToString("0>0 1>1 | 0>0 1>2 | 0>0 | 0>2 | ");
    }

    @Test
    void strategyAndBoundEndARun() {
        assertThat(driver.run(Toys.race(2, 3), (step, enabled) -> step == 4 ? Strategy.STOP : 0, TraceSink.NONE, 99)
                        .steps())
                .isEqualTo(4);
        RunResult bounded = driver.run(Toys.race(2, 3), new RandomWalk(1), TraceSink.NONE, 5);
        assertThat(bounded.end()).isEqualTo(End.MAX_STEPS);
        assertThat(bounded.steps()).isEqualTo(5);
    }

    @Test
    void aTimerIsAMessageFromTheLogicalProcessor() {
        Assembly assembly = Toys.assembly(
                Toys.starter(0, "P0", (from, message, fx) -> fx.send(1, new Note(5))),
                Toys.waiter(1, "tdx", (from, message, fx) -> {
                    if (((Note) message).number() == 5) {
                        fx.after(1_000_000_000L, 0, new Note(6));
                        fx.after(1, 2, new Note(7));
                    }
                }),
                Toys.waiter(2, "P2", (from, message, fx) -> {}));
        RunResult result = driver.run(assembly, (step, enabled) -> 0, TraceSink.NONE, 99);
        assertThat(result.schedule()).hasToString("0>0 0>1 0>1 2>1");
    }

    @Test
    void aCrashIsAResult() {
        Assembly assembly = Toys.assembly(
                Toys.starter(0, "P0", (from, message, fx) -> fx.send(1, new Note(5))),
                Toys.waiter(1, "tdx", (from, message, fx) -> {
                    throw new StackOverflowError("deep");
                }));
        RunResult result = run(assembly, 1);
        assertThat(result.end()).isEqualTo(End.CRASHED);
        assertThat(result.steps()).isEqualTo(2);
        assertThat(result.crash().step()).isEqualTo(1);
        assertThat(result.crash().machine()).isEqualTo("tdx");
        assertThat(result.crash().message()).isEqualTo(new Note(5));
        assertThat(result.crash().error()).isInstanceOf(StackOverflowError.class);
        // The system survives it.
        assertThat(run(Toys.pingPong(1, 3), 1).end()).isEqualTo(End.QUIESCENT);
    }

    @Test
    void anIdThatNoMachineHasIsFatal() {
        RunResult result = run(Toys.assembly(Toys.starter(0, "P0", (from, m, fx) -> fx.send(1, new Note(1)))), 1);
        assertThat(result.crash().error()).isInstanceOf(ModelBug.class).hasMessageContaining("no such machine");
    }

    @Test
    void twoRacyAccessesInOneStepAreFatal() {
        Assembly assembly = Toys.assembly(Toys.starter(0, "P0", (from, message, fx) -> {
            fx.read(Toys.raced());
            fx.write(Toys.raced(), 1);
        }));
        assertThat(run(assembly, 1).crash().error())
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("two racy");
    }

    @Test
    void aSendFromAnotherThreadIsFatal() {
        try (SteppedDriver own = new SteppedDriver()) {
            Assembly assembly = Toys.assembly(Toys.starter(0, "P0", (from, message, fx) -> {
                Thread other = new Thread(() -> fx.send(0, new Note(1)), "intruder");
                other.setUncaughtExceptionHandler((thread, error) -> {});
                other.start();
                join(other);
            }));
            assertThatThrownBy(() -> own.run(assembly, new RandomWalk(1), TraceSink.NONE, 99))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("intruder");
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDispatchFromAnotherThreadIsFatal() {
        try (SteppedDriver own = new SteppedDriver()) {
            Assembly assembly = Toys.assembly(Toys.starter(0, "P0", (from, message, fx) -> {
                Thread other = new Thread(() -> own.system().tell(new Td.End(new CompletableFuture<>())), "intruder");
                other.start();
                join(other);
            }));
            assertThatThrownBy(() -> own.run(assembly, new RandomWalk(1), TraceSink.NONE, 99))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a message from thread intruder");
            assertThatThrownBy(() -> own.run(Toys.pingPong(1, 1), new RandomWalk(1), TraceSink.NONE, 99))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aMessageThatNoMachineSentIsFatal() {
        try (SteppedDriver own = new SteppedDriver()) {
            Assembly assembly = Toys.assembly(Toys.starter(
                    0,
                    "P0",
                    (from, message, fx) -> own.system()
                            .classicSystem()
                            .actorSelection("/user/P0")
                            .tell("stray", ActorRef.noSender())));
            assertThatThrownBy(() -> own.run(assembly, new RandomWalk(1), TraceSink.NONE, 99))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no route for stray");
        }
    }

    @Test
    void aDriverBelongsToOneThread() throws InterruptedException {
        Throwable[] error = new Throwable[1];
        try (SteppedDriver own = new SteppedDriver()) {
            Thread other = new Thread(() -> own.run(Toys.pingPong(1, 1), new RandomWalk(1), TraceSink.NONE, 9));
            other.setUncaughtExceptionHandler((thread, thrown) -> error[0] = thrown);
            other.start();
            other.join();
        }
        assertThat(error[0]).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStrategyThatThrowsLeavesTheDriverGood() {
        Strategy bad = (step, enabled) -> {
            throw new UnsupportedOperationException("bad");
        };
        assertThatThrownBy(() -> driver.run(Toys.race(2, 3), bad, TraceSink.NONE, 9))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(run(Toys.race(2, 3), 1).end()).isEqualTo(End.QUIESCENT);
    }

    @Test
    void namesThatPekkoDoesNotTakeAreMadeSo() {
        Assembly assembly = Toys.assembly(
                Toys.starter(0, "P 0/x", (from, message, fx) -> {}),
                Toys.starter(1, "twin", (from, message, fx) -> {}),
                Toys.starter(2, "twin", (from, message, fx) -> {}));
        assertThat(run(assembly, 1).steps()).isEqualTo(3);
    }
}
