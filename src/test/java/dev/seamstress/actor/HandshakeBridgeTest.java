package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.StateHash;
import dev.seamstress.engine.Engine;
import dev.seamstress.explore.PlainSearch;
import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.DigestSink;
import dev.seamstress.trace.TraceSink;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Goal: engine and Pekko are two drivers of one model. Method: the contract of all drivers with the engine as the other
 * one, over 1,000 seeds; and live runs, whose final states must be among those that the search finds.
 */
class HandshakeBridgeTest extends DriverParityContract {
    private static final Handshake MODEL = new Handshake(3, 2, 1);

    @Override
    protected Assembly assembly() {
        return MODEL.assembly();
    }

    @Override
    protected Schedule reference(Assembly assembly, Strategy strategy, TraceSink sink, int stepsMax) {
        Engine engine = new Engine(assembly, false);
        engine.setSink(sink);
        Schedule schedule = engine.run(strategy, stepsMax);
        assertThat(engine.crash()).isEmpty();
        return schedule;
    }

    @Override
    protected int seeds() {
        return 1000;
    }

    @Test
    void oneSeedIsOneRunAThousandTimes() {
        Set<Long> digests = new TreeSet<>();
        try (SteppedDriver driver = new SteppedDriver()) {
            for (int i = 0; i < 1000; i++) {
                DigestSink told = new DigestSink();
                driver.run(assembly(), new RandomWalk(1), told, 100_000);
                digests.add(told.digest());
            }
        }
        // The number itself is the same on every JDK; a change of the model or of a hash changes it.
        assertThat(digests).containsExactly(-5676344281212324987L);
    }

    @Test
    void liveRunsEndInStatesThatTheEngineKnows() throws InterruptedException {
        Set<Long> known = new TreeSet<>();
        PlainSearch.Result result = new PlainSearch(
                        assembly(),
                        (engine, isFinal) -> {
                            if (isFinal) {
                                known.add(engine.fingerprint());
                            }
                            return null;
                        },
                        Integer.MAX_VALUE)
                .search();
        assertThat(result.isExhausted()).isTrue();
        try (LiveDriver driver = new LiveDriver()) {
            for (int i = 0; i < 200; i++) {
                Assembly assembly = assembly();
                TraceSink sink = i % 2 == 0 ? TraceSink.NONE : new DigestSink();
                RunResult run = driver.run(assembly, sink, LiveOptions.withTimeout(Duration.ofSeconds(20)));
                assertThat(run.end()).isEqualTo(RunResult.End.QUIESCENT);
                long state = StateHash.ofQuietState(assembly.machines(), assembly.map(), run.memory()::read);
                assertThat(known).contains(state);
            }
        }
    }

    @Test
    void aLiveLogReplaysOnTheEngine() throws InterruptedException {
        try (LiveDriver driver = new LiveDriver()) {
            for (int i = 0; i < 50; i++) {
                DigestSink told = new DigestSink();
                RunResult run = driver.run(assembly(), told, LiveOptions.withTimeout(Duration.ofSeconds(20)));
                DigestSink again = new DigestSink();
                reference(assembly(), new Replay(run.schedule()), again, 100_000);
                assertThat(again.digest()).isEqualTo(told.digest());
            }
        }
    }
}
