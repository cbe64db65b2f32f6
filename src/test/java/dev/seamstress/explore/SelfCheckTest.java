package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.engine.Engine;
import dev.seamstress.engine.KnownSteps;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: a self-check finds what it is for. Method: a machine that two others call, and that keeps a word to itself. */
class SelfCheckTest {
    /** What the machine does with the word that it does not list. */
    private enum Secret {
        NONE,
        /** It counts the messages that it takes, also those that are taken back. */
        COUNTS,
        /** It remembers who called last. */
        REMEMBERS,
        /** So it does, and nothing but a rule about states asks for it. */
        REMEMBERS_FOR_A_RULE
    }

    private enum Call implements Message {
        CALL;

        @Override
        public long content() {
            return 1;
        }
    }

    private static final class Caller extends Machine {
        Caller(int id) {
            super(id, "caller" + id);
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            fx.send(2, Call.CALL);
        }

        @Override
        public void fields(Fields f) {}
    }

    private static final class Called extends Machine {
        private final Secret secret;
        private long calls;
        private long told;
        private long hidden;

        Called(Secret secret) {
            super(2, "called");
            this.secret = secret;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            if (secret == Secret.COUNTS) {
                told = ++hidden;
            }
            if (message == Continue.CONTINUE) {
                told = secret == Secret.REMEMBERS ? hidden : 7;
                return;
            }
            boolean isRemembered = secret == Secret.REMEMBERS || secret == Secret.REMEMBERS_FOR_A_RULE;
            hidden = isRemembered ? from : hidden;
            if (++calls == 2) {
                fx.send(id(), Continue.CONTINUE);
            }
        }

        @Override
        public void fields(Fields f) {
            calls = f.word("calls", calls);
            told = f.word("told", told);
        }
    }

    private static Subject subject(Secret secret) {
        Called called = new Called(secret);
        List<Machine> machines = List.of(new Caller(0), new Caller(1), called);
        Engine engine = new Engine(new Assembly(machines, new MemoryMap(), List.of()), true);
        return new Subject() {
            @Override
            public Engine engine() {
                return engine;
            }

            @Override
            public Rule brokenByState() {
                boolean isBroken = secret == Secret.REMEMBERS_FOR_A_RULE && called.told == 7 && called.hidden == 1;
                return isBroken ? new Rule("never#1", Rule.Kind.CLAIM, "it was 1 who called last") : null;
            }
        };
    }

    /** One that ends an operation with every second step, or breaks a rule from the 17th on, whatever the step. */
    private static final class Moody implements Subject {
        private final Engine engine = subject(Secret.NONE).engine();
        private final boolean isBreaking;
        private int asked;

        Moody(boolean isBreaking) {
            this.isBreaking = isBreaking;
        }

        @Override
        public Engine engine() {
            return engine;
        }

        @Override
        public KnownSteps knownSteps() {
            return engine.knownSteps();
        }

        @Override
        public boolean isProgress() {
            return !isBreaking && asked++ % 2 == 0;
        }

        @Override
        public Rule brokenByStep() {
            boolean isBroken = isBreaking && asked++ >= 16;
            return isBroken ? new Rule("never#1", Rule.Kind.CLAIM, "of no step") : null;
        }
    }

    @ParameterizedTest
    @CsvSource({"false, it led elsewhere", "true, it broke never#1"})
    void aStepThatIsNotWhatIsKnownOfItIsFound(boolean isBreaking, String says) {
        Subject moody = new Moody(isBreaking);
        assertThatThrownBy(() -> new Exhaustive(moody, Limits.NONE, Findings.all(), Trust.FULL.selfChecking()).search())
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("did not do what was known of it: " + says);
    }

    @Test
    void aStepThatLeadsElsewhereThanIsKnownOfItIsFound() {
        Subject subject = subject(Secret.NONE);
        SelfCheck check = new SelfCheck(subject);
        subject.step(subject.engine().nextChannel(0));
        check.expect(subject.engine().fingerprint(), false);
        check.compare(null);
        check.expect(subject.engine().fingerprint() ^ 1, false);
        assertThatThrownBy(() -> check.compare(null))
                .isInstanceOf(ModelBug.class)
                .hasMessageEndingWith("it led elsewhere");
    }

    private static SearchEnd search(Secret secret) {
        Subject subject = subject(secret);
        return new Exhaustive(subject, Limits.NONE, Findings.all(), Trust.FULL.selfChecking()).search();
    }

    @Test
    void whatHidesNothingPasses() {
        assertThat(search(Secret.NONE)).isEqualTo(SearchEnd.EXHAUSTED);
    }

    @ParameterizedTest
    @CsvSource({
        "COUNTS, the same step from the same state leads to",
        "REMEMBERS, 'it goes on differently after them; a field is missing from a list'",
        "REMEMBERS_FOR_A_RULE, 'it goes on differently after them; a field is missing from a list'"
    })
    void aHiddenWordIsFound(Secret secret, String says) {
        assertThatThrownBy(() -> search(secret))
                .isInstanceOf(ModelBug.class)
                .hasMessageStartingWith("self-check: ")
                .hasMessageContaining(says);
    }

    @Test
    void aFingerprintThatIsKeptUpWronglyIsFound() {
        Subject subject = subject(Secret.NONE);
        long right = subject.engine().fingerprint();
        SelfCheck check = new SelfCheck(subject);
        check.look(right);
        assertThatThrownBy(() -> check.look(right ^ 1))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("and computed anew " + Long.toHexString(right));
    }
}
