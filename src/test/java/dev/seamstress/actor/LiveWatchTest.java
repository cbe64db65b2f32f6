package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.actor.RunResult.End;
import dev.seamstress.actor.Toys.Note;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.trace.TraceSink;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Goal: who watches a live run sees its mailboxes, and can end it. Method: toys that stand still until they are seen.
 */
@Timeout(60)
class LiveWatchTest {
    private static final LiveOptions OPTIONS = LiveOptions.withTimeout(Duration.ofSeconds(30));

    @Test
    void whatWaitsForABusyActorIsSeen() throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        Assembly assembly = Toys.assembly(
                Toys.starter(0, "many", (from, message, fx) -> {
                    for (int i = 0; i < 7; i++) {
                        fx.send(1, new Note(i));
                    }
                }),
                Toys.waiter(1, "busy", (from, message, fx) -> await(seen)));
        try (LiveDriver driver = new LiveDriver()) {
            RunResult result = driver.run(assembly, TraceSink.NONE, OPTIONS, mailboxes -> {
                if (mailboxes.depth(1) == 6 && mailboxes.depth(0) == 0) {
                    seen.countDown();
                }
                return false;
            });
            assertThat(result.end()).isEqualTo(End.QUIESCENT);
            assertThat(result.steps()).isEqualTo(8);
        }
    }

    @Test
    void itCanEndARunThatWouldGoOn() throws InterruptedException {
        Assembly assembly = Toys.assembly(
                Toys.starter(0, "ping", (from, message, fx) -> fx.send(1, new Note(0))),
                Toys.waiter(1, "pong", (from, message, fx) -> fx.send(0, new Note(0))));
        try (LiveDriver driver = new LiveDriver()) {
            int[] looks = new int[1];
            RunResult result = driver.run(assembly, TraceSink.NONE, OPTIONS, mailboxes -> ++looks[0] == 3);
            assertThat(result.end()).isEqualTo(End.STOPPED);
            assertThat(looks[0]).isEqualTo(3);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
