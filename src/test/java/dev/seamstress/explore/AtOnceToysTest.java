package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Letter;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Moment;
import dev.seamstress.engine.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a message that claims wrongly that nobody can tell when it arrives is found. Method: machines that tell each
 * other something, and one that can tell.
 */
class AtOnceToysTest {
    private static final int LISTENER = 2;

    /** What breaks a rule: that the neighbour's message comes first, at once or when both have come, or nothing. */
    private enum Wrong {
        NOTHING,
        AT_ONCE,
        IN_THE_END
    }

    /** Tells the listener, and a neighbour, who tells the listener too; who came first the listener remembers. */
    private static Subject liar(int first, boolean isListening, Wrong wrong) {
        return liar(first, isListening, wrong, Letter.PROMPT, Moment.ANY);
    }

    /** {@code told}: what it tells the listener, who says of it what its moment means. */
    private static Subject liar(int first, boolean isListening, Wrong wrong, Message told, Moment moment) {
        int neighbour = 1 - first;
        int[] last = new int[1];
        Machine[] both = new Machine[2];
        both[first] = new Machine(first, "first") {
            @Override
            public boolean starts() {
                return true;
            }

            @Override
            public void on(int from, Message message, Fx fx) {
                fx.send(LISTENER, told);
                fx.send(neighbour, Letter.PLAIN);
            }

            @Override
            public void fields(Fields f) {}
        };
        both[neighbour] = new Machine(neighbour, "neighbour") {
            @Override
            public void on(int from, Message message, Fx fx) {
                fx.send(LISTENER, Letter.PLAIN);
            }

            @Override
            public void fields(Fields f) {}
        };
        Machine listener = new Machine(LISTENER, "listener") {
            @Override
            public void on(int from, Message message, Fx fx) {
                last[0] = isListening ? from + 1 : 7;
            }

            @Override
            public Moment moment(Message message) {
                return moment;
            }

            @Override
            public void fields(Fields f) {
                last[0] = f.count("last", last[0]);
            }
        };
        List<Machine> machines = List.of(both[0], both[1], listener);
        Engine engine = new Engine(new Assembly(machines, new MemoryMap(), List.of()), true);
        return new Subject() {
            @Override
            public Engine engine() {
                return engine;
            }

            @Override
            public Rule brokenByState() {
                engine.machine(LISTENER); // its field is that of this state
                int from = last[0] - 1;
                boolean isBroken = switch (wrong) {
                    case NOTHING -> false;
                    case AT_ONCE -> from == neighbour && !engine.isQuiet();
                    case IN_THE_END -> from == first && engine.isQuiet();
                };
                return isBroken ? new Rule("never#1", Rule.Kind.CLAIM, "it was the neighbour") : null;
            }
        };
    }

    private static SearchEnd selfChecked(Subject subject) {
        return new Exhaustive(subject, Limits.NONE, Findings.all(), Trust.FULL.selfChecking()).search();
    }

    /** Whichever of the two has the smaller number. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aMessageThatClaimsItWronglyIsFoundByASelfCheck(int first) {
        Subject liar = liar(first, true, Wrong.NOTHING);
        assertThatThrownBy(() -> selfChecked(liar))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining(
                        "whether a message from " + first + " to 2 comes before the one from " + (1 - first) + " to 2");
    }

    @Test
    void oneThatClaimsItRightlyIsNot() {
        assertThat(selfChecked(liar(0, false, Wrong.NOTHING))).isEqualTo(SearchEnd.EXHAUSTED);
    }

    /** Where it says that it matters there is nothing to find. */
    @ParameterizedTest
    @EnumSource
    void aReceiverThatIsWrongAboutItsMomentIsFoundByASelfCheck(Moment moment) {
        Subject liar = liar(0, true, Wrong.NOTHING, Letter.ASKING, moment);
        assertThat(selfChecked(liar(0, false, Wrong.NOTHING, Letter.ASKING, moment)))
                .isEqualTo(SearchEnd.EXHAUSTED);
        if (moment == Moment.ANY) {
            assertThat(selfChecked(liar)).isEqualTo(SearchEnd.EXHAUSTED);
        } else {
            assertThatThrownBy(() -> selfChecked(liar))
                    .isInstanceOf(ModelBug.class)
                    .hasMessageContaining("whether a message from 0 to 2 comes before the one from 1 to 2");
        }
    }

    /** Start; both sent, or one of them here already, or both; and one that came to the neighbour is on its way. */
    @ParameterizedTest
    @CsvSource({"ANY, 7", "AT_ONCE, 4"})
    void aReceiverMaySayThatItNeedNotBeTold(Moment moment, int states) {
        Subject told = liar(0, false, Wrong.NOTHING, Letter.ASKING, moment);
        Exhaustive search = new Exhaustive(told, Limits.NONE, Findings.all());
        assertThat(search.search()).isEqualTo(SearchEnd.EXHAUSTED);
        assertThat(search.states()).isEqualTo(states);
    }

    /** A receiver that never says when. */
    @Test
    void whatIsPutOffForEverIsFound() {
        Subject late = liar(0, false, Wrong.NOTHING, Letter.ASKING, Moment.LATER);
        assertThatThrownBy(() -> new Exhaustive(late, Limits.NONE, Findings.all()).search())
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("everything waits for something later");
    }

    /** Where one of the two orders is the end of a schedule there is nothing to compare. */
    @ParameterizedTest
    @EnumSource(names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
    void whatBreaksARuleLeadsNowhere(Wrong wrong) {
        assertThat(selfChecked(liar(0, true, wrong))).isEqualTo(SearchEnd.EXHAUSTED);
        Subject liar = liar(0, true, wrong);
        Engine engine = liar.engine();
        liar.step(engine.channel(0, 0));
        liar.step(engine.channel(0, 1));
        long both = engine.fingerprint();
        new SelfCheck(liar).look(both);
        assertThat(engine.fingerprint()).isEqualTo(both);
    }

    /** One goes round for ever and gets something done each time; the one that hears of it does not. */
    @Test
    void whatIsDoneByTheFirstOfTwoStepsIsDone() {
        Machine doer = new Machine(0, "doer") {
            @Override
            public boolean starts() {
                return true;
            }

            @Override
            public void on(int from, Message message, Fx fx) {
                fx.send(1, Letter.PROMPT);
                fx.send(0, Continue.CONTINUE);
            }

            @Override
            public void fields(Fields f) {}
        };
        Machine hearer = new Machine(1, "hearer") {
            @Override
            public void on(int from, Message message, Fx fx) {}

            @Override
            public void fields(Fields f) {}
        };
        Engine engine = new Engine(new Assembly(List.of(doer, hearer), new MemoryMap(), List.of()), true);
        int[] last = new int[1];
        Subject subject = new Subject() {
            @Override
            public Engine engine() {
                return engine;
            }

            @Override
            public void step(int channel) {
                last[0] = engine.receiver(channel);
                engine.step(channel);
            }

            @Override
            public boolean isProgress() {
                return last[0] == 0;
            }
        };
        Findings findings = Findings.all();
        Limits few = Limits.NONE.withStates(100); // with all moments there is no end of messages
        assertThat(new Exhaustive(subject, few, findings).search()).isEqualTo(SearchEnd.EXHAUSTED);
        assertThat(findings.list()).isEmpty();
    }

    /** Each answers the other at once; somebody forgot to say when that ends. */
    @Test
    void whatAnswersItselfForEverIsFound() {
        List<Machine> both = List.of(new Answerer(0), new Answerer(1));
        Engine engine = new Engine(new Assembly(both, new MemoryMap(), List.of()), true);
        assertThatThrownBy(() -> new Exhaustive(() -> engine, Limits.NONE, Findings.all()).search())
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("go round and round");
    }

    private static final class Answerer extends Machine {
        Answerer(int id) {
            super(id, "answerer" + id);
        }

        @Override
        public boolean starts() {
            return id() == 0;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            fx.send(1 - id(), Letter.PROMPT);
        }

        @Override
        public void fields(Fields f) {}
    }
}
