package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.trace.TraceSink;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.concurrent.BlockContext;

/** Goal: the only thread never waits for itself. Method: a wait for what the pump has still to run. */
class PumpTest {
    @Test
    @Timeout(10)
    void whoBlocksTheOnlyThreadPumpsIt() {
        Pump pump = new Pump();
        CompletableFuture<String> answer = new CompletableFuture<>();
        pump.later(() -> answer.complete("done"));
        String found =
                BlockContext.withBlockContext(pump, () -> BlockContext.current().blockOn(answer::join, null));
        assertThat(found).isEqualTo("done");
    }

    @Test
    void aSteppedSystemHasNoThreads() {
        try (SteppedDriver driver = new SteppedDriver()) {
            driver.run(Toys.pingPong(2, 5), (step, enabled) -> 0, TraceSink.NONE, 100);
            // Pekko's threads have their system's name.
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("seamstress-stepped"));
        }
    }
}
