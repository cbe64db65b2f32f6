package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.seamstress.engine.Engine;
import dev.seamstress.model.handshake.Handshake;
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
        Findings findings = Findings.any();
        Exhaustive search =
                new Exhaustive(new HandshakeSubject(new Handshake(vcpus, faults, zapRounds)), Limits.NONE, findings);
        assertThat(search.search()).isEqualTo(SearchEnd.EXHAUSTED);
        assertThat(findings.list()).isEmpty();
        assertThat(search.states()).isEqualTo(states);
        assertThat(search.transitions()).isEqualTo(transitions);
        assertThat(search.finals()).isEqualTo(2);
    }

    /** A breadth-first search sees the same states, in another order. */
    @ParameterizedTest(name = "{0} vCPUs, {1} faults each, {2} zap rounds: {3} states")
    @CsvSource({"2, 1, 1, 790, 1972", "3, 2, 1, 43981, 155313"})
    void agreesWithSpinInBreadthFirstOrder(int vcpus, int faults, int zapRounds, int states, long transitions) {
        Subject subject = new HandshakeSubject(new Handshake(vcpus, faults, zapRounds));
        Breadth search = new Breadth(subject, Limits.NONE, (broken, fingerprint) -> broken != null);
        assertThat(search.search()).isEmpty();
        assertThat(search.end()).isEqualTo(SearchEnd.EXHAUSTED);
        assertThat(search.states()).isEqualTo(states);
        assertThat(search.transitions()).isEqualTo(transitions);
        assertThat(subject.engine().steps()).isZero();
    }

    @Test
    void theSelfCheckAgrees() {
        Subject subject = new HandshakeSubject(new Handshake(3, 1, 1));
        Exhaustive search = new Exhaustive(subject, Limits.NONE, Findings.any(), Trust.FULL.selfChecking());
        assertThat(search.search()).isEqualTo(SearchEnd.EXHAUSTED);
        assertThat(search.states()).isEqualTo(8296);
    }

    @Test
    void theBoundEndsTheSearchWithoutAVerdict() {
        Subject subject = new HandshakeSubject(new Handshake(2, 1, 1));
        Exhaustive search = new Exhaustive(subject, Limits.NONE.withStates(789), Findings.any());
        assertThat(search.search()).isEqualTo(SearchEnd.STATES);
        assertThat(search.states()).isEqualTo(789);
    }

    @Test
    void theBoundOnLengthEndsTheSearchWithoutAVerdict() {
        Subject subject = new HandshakeSubject(new Handshake(2, 1, 1));
        Exhaustive search = new Exhaustive(subject, Limits.NONE.withDepth(10), Findings.any());
        assertThat(search.search()).isEqualTo(SearchEnd.DEPTH);
        assertThat(search.maxDepth()).isEqualTo(10);
        assertThat(search.states()).isBetween(11, 789);
    }

    @Test
    void aFinalStateThatIsWrongIsFoundByItsSchedule() {
        Handshake model = new Handshake(2, 1, 1);
        Engine engine = new Engine(model.assembly(), true);
        Subject subject = new Subject() {
            @Override
            public Engine engine() {
                return engine;
            }

            @Override
            public Rule brokenByState() {
                boolean isWrong = engine.isQuiet() && engine.peek(Handshake.pte()) == 0;
                return isWrong ? new Rule("pte", Rule.Kind.CLAIM, "not mapped") : null;
            }
        };
        Findings findings = Findings.any();
        assertThat(new Exhaustive(subject, Limits.NONE, findings).search()).isEqualTo(SearchEnd.FOUND);
        Engine replay = new Engine(new Handshake(2, 1, 1).assembly(), false);
        replay.run(new Replay(findings.find("pte").schedule()), Integer.MAX_VALUE);
        assertThat(replay.isQuiet()).isTrue();
        assertThat(replay.peek(Handshake.pte())).isZero();
    }

    @Test
    void thePlantedBugIsFoundAndItsScheduleReplays() {
        Exhaustive search =
                new Exhaustive(new HandshakeSubject(new Handshake(2, 1, 1, true)), Limits.NONE, Findings.any());
        SearchCrash crash = catchThrowableOfType(SearchCrash.class, search::search);
        assertThat(search.states()).isLessThan(790);
        Engine replay = new Engine(new Handshake(2, 1, 1, true).assembly(), false);
        replay.run(new Replay(crash.schedule()), Integer.MAX_VALUE);
        assertThat(replay.crash().orElseThrow().error())
                .isInstanceOf(crash.getCause().getClass())
                .hasMessage(crash.getMessage());
        assertThat(replay.steps()).isEqualTo(crash.schedule().size() - 1);
    }
}
