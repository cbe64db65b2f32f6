package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.actor.RunResult.End;
import dev.seamstress.actor.Toys.Note;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.sched.Replay;
import dev.seamstress.trace.DigestSink;
import dev.seamstress.trace.TraceSink;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: live runs end, and do nothing that no order of steps explains. Method: toys, and replays of live logs. */
@Timeout(60)
class LiveDriverTest {
    private static final LiveOptions OPTIONS = LiveOptions.withTimeout(Duration.ofSeconds(30));
    private static LiveDriver driver;

    @BeforeAll
    static void start() {
        driver = new LiveDriver();
    }

    @AfterAll
    static void stop() {
        driver.close();
    }

    @Test
    void endsWhenNoMessageIsLeft() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            Assembly assembly = Toys.pingPong(4, 100);
            RunResult result = driver.run(assembly, TraceSink.NONE, OPTIONS);
            assertThat(result.end()).isEqualTo(End.QUIESCENT);
            assertThat(result.steps()).isEqualTo(4 * 201);
            for (Machine machine : assembly.machines()) {
                assertThat(((Toys.Player) machine).left()).isZero();
            }
        }
    }

    @Test
    void anAssemblyThatDoesNothingIsOver() throws InterruptedException {
        RunResult result =
                driver.run(Toys.assembly(Toys.waiter(0, "P0", (from, message, fx) -> {})), TraceSink.NONE, OPTIONS);
        assertThat(result.end()).isEqualTo(End.QUIESCENT);
        assertThat(result.steps()).isZero();
    }

    @Test
    void racersLoseNoCount() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            RunResult result = driver.run(Toys.race(4, 500), TraceSink.NONE, OPTIONS);
            assertThat(result.memory().read(Toys.raced())).isEqualTo(2_000);
        }
    }

    @Test
    void aLockKeepsWritersAlone() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            RunResult result = driver.run(LockToys.assembly(3, 2, 100), TraceSink.NONE, OPTIONS);
            assertThat(result.end()).isEqualTo(End.QUIESCENT);
            assertThat(result.memory().read(Toys.raced())).isEqualTo(500);
        }
    }

    @Test
    void theLogOfALiveRunReplaysToTheSameDigest() throws InterruptedException {
        try (SteppedDriver stepped = new SteppedDriver()) {
            for (int i = 0; i < 100; i++) {
                replays(() -> Toys.race(4, 100), stepped);
                replays(Toys::thirdParty, stepped);
                replays(() -> Toys.twoSenders(20), stepped);
                replays(() -> Toys.pingPong(3, 50), stepped);
                replays(() -> LockToys.assembly(3, 2, 20), stepped);
            }
        }
    }

    private static void replays(Supplier<Assembly> assemblies, SteppedDriver stepped) throws InterruptedException {
        FullDigest told = new FullDigest();
        RunResult live = driver.run(assemblies.get(), told, OPTIONS);
        FullDigest again = new FullDigest();
        RunResult replayed = stepped.run(assemblies.get(), new Replay(live.schedule()), again, Integer.MAX_VALUE);
        assertThat(replayed.end()).isEqualTo(End.QUIESCENT);
        assertThat(again.digest()).isEqualTo(told.digest());
        assertThat(replayed.steps()).isEqualTo(live.steps());
        assertThat(replayed.memory().read(Toys.raced())).isEqualTo(live.memory().read(Toys.raced()));
    }

    @Test
    void aThirdPartyCanOvertake() throws InterruptedException {
        Set<String> orders = new TreeSet<>();
        for (int i = 0; i < 5_000 && orders.size() < 2; i++) {
            Assembly assembly = Toys.thirdParty();
            driver.run(assembly, TraceSink.NONE, OPTIONS);
            orders.add(((Toys.Sink) assembly.machines().get(2)).arrived().toString());
        }
        // Which of the two come up is the machine's business; others must not.
        assertThat(Set.of("[103, 2]", "[2, 103]")).containsAll(orders);
    }

    @Test
    void shortTimersDoNotWaitAndLongOnesDo() throws InterruptedException {
        Supplier<Assembly> timer = () -> Toys.assembly(Toys.starter(0, "P0", (from, message, fx) -> {
            if (message == Continue.CONTINUE) {
                fx.after(50_000_000, 0, new Note(1));
            }
        }));
        long start = System.nanoTime();
        RunResult waited = driver.run(timer.get(), TraceSink.NONE, OPTIONS);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
        assertThat(waited.end()).isEqualTo(End.QUIESCENT);
        assertThat(waited.steps()).isEqualTo(2);
        RunResult rushed = driver.run(timer.get(), TraceSink.NONE, new LiveOptions(Duration.ofSeconds(30), 0));
        assertThat(rushed.steps()).isEqualTo(2);
        assertThat(new LiveOptions(Duration.ZERO, 1e-3).delayNs(50_000_000)).isZero();
        assertThat(new LiveOptions(Duration.ZERO, 1e3).delayNs(1_500)).isEqualTo(1_500_000);
    }

    @Test
    void aRunWithoutEndTimesOut() throws InterruptedException {
        Assembly assembly = Toys.assembly(Toys.starter(0, "P0", (from, message, fx) -> fx.send(0, message)));
        LiveOptions brief = LiveOptions.withTimeout(Duration.ofMillis(50));
        RunResult result = driver.run(assembly, TraceSink.NONE, brief);
        assertThat(result.end()).isEqualTo(End.TIMED_OUT);
        assertThat(result.steps()).isPositive();
        // Its timers and messages do not reach the next run.
        assertThat(driver.run(Toys.pingPong(1, 5), TraceSink.NONE, OPTIONS).steps())
                .isEqualTo(11);
    }

    @Test
    void aCrashEndsTheRunWithAReport() throws InterruptedException {
        for (TraceSink sink : new TraceSink[] {TraceSink.NONE, new DigestSink()}) {
            Assembly assembly = Toys.assembly(
                    Toys.starter(0, "P0", (from, message, fx) -> fx.send(1, new Note(5))),
                    Toys.waiter(1, "tdx", (from, message, fx) -> {
                        throw new AssertionError("wrong");
                    }),
                    Toys.starter(2, "P2", (from, message, fx) -> fx.send(2, message)));
            RunResult result = driver.run(assembly, sink, OPTIONS);
            assertThat(result.end()).isEqualTo(End.CRASHED);
            assertThat(result.crash().machine()).isEqualTo("tdx");
            assertThat(result.crash().message()).isEqualTo(new Note(5));
            assertThat(result.crash().error()).hasMessage("wrong");
        }
    }

    @Test
    void twoRacyAccessesInOneStepAreACrash() throws InterruptedException {
        Assembly assembly = Toys.assembly(Toys.starter(0, "P0", (from, message, fx) -> {
            fx.read(Toys.raced());
            fx.write(Toys.raced(), 1);
        }));
        RunResult result = driver.run(assembly, TraceSink.NONE, OPTIONS);
        assertThat(result.crash().error()).isInstanceOf(ModelBug.class).hasMessageContaining("two racy");
    }

    @Test
    void aSendFromAnotherThreadIsACrash() throws InterruptedException {
        Assembly assembly = Toys.assembly(
                Toys.starter(0, "P0", (from, message, fx) -> {
                    Thread other = new Thread(() -> fx.send(0, new Note(1)), "intruder");
                    other.setUncaughtExceptionHandler((thread, error) -> {});
                    other.start();
                }),
                Toys.starter(1, "P1", (from, message, fx) -> fx.send(1, message)));
        RunResult result = driver.run(assembly, TraceSink.NONE, OPTIONS);
        assertThat(result.end()).isEqualTo(End.CRASHED);
        assertThat(result.crash().error()).hasMessageContaining("intruder");
    }

    @Test
    void aStepThatNeverEndsIsAnErrorAndNotAHang() {
        AtomicBoolean isOver = new AtomicBoolean();
        try (LiveDriver own = new LiveDriver(Duration.ofMillis(100))) {
            Assembly assembly = Toys.assembly(Toys.starter(0, "P0", (from, message, fx) -> {
                while (!isOver.get()) {
                    Thread.onSpinWait();
                }
            }));
            LiveOptions brief = LiveOptions.withTimeout(Duration.ofMillis(50));
            assertThatThrownBy(() -> own.run(assembly, TraceSink.NONE, brief))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("does not come back");
        } finally {
            isOver.set(true);
        }
    }
}
