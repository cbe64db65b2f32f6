package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Goal: a queue whose length and whose waits do not belong together is found. Method: two threads that wait, and a
 * length that is told right or wrong.
 */
class QueueTest {
    private final Queue queue = new Queue(new Rows(2));

    /** Thread 0 waits from 0 to 40, thread 1 from 10 to 60; {@code lengths} from 0, 10, 40 and 60 on. */
    private double residual(int... lengths) {
        queue.length(0, lengths[0]);
        queue.arrives(0, 0);
        queue.length(10, lengths[1]);
        queue.arrives(10, 1);
        queue.length(40, lengths[2]);
        queue.leaves(40, 0);
        queue.length(60, lengths[3]);
        queue.leaves(60, 1);
        return queue.residual(100);
    }

    @Test
    void aLengthThatIsRightAgreesWithTheWaits() {
        assertThat(residual(1, 2, 1, 0)).isCloseTo(0, within(1e-12));
        assertThat(queue.length().average(100)).isEqualTo(0.9);
    }

    /** Lengths of 1.2 in place of 0.9 on average, and of 0.8. */
    @Test
    void oneThatIsWrongDoesNot() {
        assertThat(residual(1, 3, 1, 0)).isCloseTo(0.3 / 1.2, within(1e-12));
    }

    @Test
    void norOneThatIsTooShort() {
        assertThat(residual(0, 2, 1, 0)).isCloseTo(0.1 / 0.8, within(1e-12));
    }

    @Test
    void aQueueThatSaysItIsEmptyWhileSomebodyWaitsIsAllWrong() {
        assertThat(residual(0, 0, 0, 0)).isOne();
    }

    /** Two came, of whom one left and none is there: the waits alone would agree with the length. */
    @Test
    void arrivalsThatAreCountedWronglyDoNotAgreeEither() {
        queue.arrives(0, 0);
        assertThat(residual(1, 2, 1, 0)).isCloseTo(1 / 2.0, within(1e-12));
    }

    @Test
    void whoHasArrivedBeforeAnythingCountsWaitsToo() {
        queue.arrives(0, 0);
        queue.length(0, 1);
        queue.reset(50);
        assertThat(queue.residual(100)).isCloseTo(0, within(1e-12));
        queue.length(120, 0);
        queue.leaves(120, 0);
        assertThat(queue.residual(150)).isCloseTo(0, within(1e-12));
    }

    @Test
    void whoGivesUpHasWaited() {
        queue.length(0, 1);
        queue.length(40, 0);
        queue.gaveUp(0, 40);
        assertThat(queue.residual(100)).isCloseTo(0, within(1e-12));
        assertThat(queue.givenUp()).isOne();
        queue.reset(100);
        assertThat(queue.givenUp()).isZero();
    }

    /** From then on: half of the wait was before. */
    @Test
    void whoStillWaitsCountsUpToTheEnd() {
        queue.arrives(0, 0);
        queue.length(0, 1);
        queue.reset(50);
        queue.arrives(80, 1);
        queue.length(80, 2);
        assertThat(queue.residual(100)).isCloseTo(0, within(1e-12));
        assertThat(queue.length().average(100)).isEqualTo(1.4);
        queue.length(110, 1);
        queue.leaves(110, 0);
        assertThat(queue.residual(120)).isCloseTo(0, within(1e-12));
    }
}
