package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.thread.OpResult;
import dev.seamstress.load.demand.OpClass;
import org.junit.jupiter.api.Test;

/** Goal: operations are timed from beginning to result, and those that have none are told. Method: times by hand. */
class OperationMeterTest {
    private static final OpClass ANY = OpClass.values()[0];

    private final Rows rows = new Rows(3);
    private final OperationMeter operations = new OperationMeter(rows, new TimeSheet(rows));

    @Test
    void anOperationLastsFromItsBeginningToItsResult() {
        operations.begun(1, 100);
        assertThat(operations.ended(1, ANY, 350, OpResult.OK)).isEqualTo(250);
        operations.begun(1, 400);
        assertThat(operations.ended(1, ANY, 410, OpResult.MEMFAULT)).isEqualTo(10);
        assertThat(operations.latency(ANY).count()).isEqualTo(2);
        assertThat(operations.failures(ANY)).isEqualTo(1);
        operations.close(1000);
        assertThat(operations.unfinished()).isZero();
        assertThat(operations.unfinishedNs()).isZero();
    }

    @Test
    void whatHasNotEndedIsToldAndCountsInNoTime() {
        operations.begun(0, 0);
        operations.begun(1, 700);
        operations.begun(2, 300);
        operations.ended(2, ANY, 400, OpResult.OK);
        operations.close(1000);
        assertThat(operations.unfinished()).isEqualTo(2);
        assertThat(operations.unfinishedNs()).isEqualTo(1000);
        assertThat(operations.latency(ANY).count()).isEqualTo(1);
    }

    @Test
    void aResetForgetsWhatHasEnded() {
        operations.begun(0, 0);
        operations.ended(0, ANY, 10, OpResult.MEMFAULT);
        operations.reset();
        assertThat(operations.latency(ANY).count()).isZero();
        assertThat(operations.failures(ANY)).isZero();
    }
}
