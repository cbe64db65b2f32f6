package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.engine.Engine;
import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.model.handshake.Sink;
import dev.seamstress.sched.Replay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the search sees every state once, and no other. Method: the state counts of peers/handshake.pml under SPIN,
 * less its one initialising step: two independent implementations that agree to the state.
 */
class HandshakeExploreTest {
    @ParameterizedTest(name = "{0} vCPUs, {1} faults each, {2} zap rounds: {3} states")
    @CsvSource({
        "2, 1, 1, 790, 1972",
        "3, 1, 1, 8296, 28320",
        "3, 2, 1, 43981, 155313",
        "4, 1, 1, 88616, 385920",
        "4, 2, 1, 796560, 3596928"
    })
    void agreesWithSpin(int vcpus, int faults, int zapRounds, int states, long transitions) {
        Handshake model = new Handshake(vcpus, faults, zapRounds);
        Exhaustive.Result result = new Exhaustive(model.assembly(), allDoneAtTheEnd(model), Integer.MAX_VALUE).search();
        assertThat(result.offence()).isEmpty();
        assertThat(result.isExhausted()).isTrue();
        assertThat(result.states()).isEqualTo(states);
        assertThat(result.transitions()).isEqualTo(transitions);
        assertThat(result.finals()).isEqualTo(2);
    }

    private static Exhaustive.Inspector allDoneAtTheEnd(Handshake model) {
        return (engine, isFinal) -> {
            int done = ((Sink) engine.machine(model.sinkId())).done();
            return isFinal && done != model.vcpus() + 1 ? "only " + done + " threads are done" : null;
        };
    }

    @Test
    void theBoundEndsTheSearchWithoutAVerdict() {
        Exhaustive.Result result =
                new Exhaustive(new Handshake(2, 1, 1).assembly(), Exhaustive.Inspector.NONE, 789).search();
        assertThat(result.isExhausted()).isFalse();
        assertThat(result.states()).isEqualTo(789);
    }

    @Test
    void aFinalStateThatIsWrongIsAnOffence() {
        Exhaustive.Result result = new Exhaustive(
                        new Handshake(2, 1, 1).assembly(),
                        (engine, isFinal) -> isFinal && engine.peek(Handshake.pte()) == 0 ? "not mapped" : null,
                        Integer.MAX_VALUE)
                .search();
        Exhaustive.Offence offence = result.offence().orElseThrow();
        assertThat(offence.what()).isEqualTo("not mapped");
        Engine replay = new Engine(new Handshake(2, 1, 1).assembly(), false);
        replay.run(new Replay(offence.schedule()), Integer.MAX_VALUE);
        assertThat(replay.isQuiet()).isTrue();
        assertThat(replay.peek(Handshake.pte())).isZero();
    }

    @Test
    void thePlantedBugIsFoundAndItsScheduleReplays() {
        Assembly planted = new Handshake(2, 1, 1, true).assembly();
        Exhaustive.Result result = new Exhaustive(planted, Exhaustive.Inspector.NONE, Integer.MAX_VALUE).search();
        Exhaustive.Offence offence = result.offence().orElseThrow();
        assertThat(result.states()).isLessThan(790);
        Engine replay = new Engine(new Handshake(2, 1, 1, true).assembly(), false);
        Throwable thrown = offence.thrown().orElseThrow();
        replay.run(new Replay(offence.schedule()), Integer.MAX_VALUE);
        assertThat(replay.crash().orElseThrow().error())
                .isInstanceOf(thrown.getClass())
                .hasMessage(thrown.getMessage());
        assertThat(replay.steps()).isEqualTo(offence.schedule().size() - 1);
    }
}
