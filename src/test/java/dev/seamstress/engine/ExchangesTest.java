package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.WordClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: vCPUs are not said to be interchangeable if they start in different states, and while somebody goes by their
 * numbers no states are merged. Method: two machines with a field and a shared word each, and one that is over or not.
 */
class ExchangesTest {
    private final MemoryMap map = new MemoryMap();
    private final int words = map.add(WordClass.lockless("vcpu.words", 0), 2);
    private final long end = MemoryMap.word(map.add(WordClass.lockless("end", 0), 1), 0);

    private static final class Member extends Machine {
        private long field;

        Member(int id, long field) {
            super(id, "P" + id);
            this.field = field;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            field++;
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void fields(Fields f) {
            field = f.word("field", field);
        }
    }

    private Blocks blocks(List<Long> orderers) {
        Blocks.Builder builder = new Blocks.Builder(map, 2, 2);
        for (int vcpu = 0; vcpu < 2; vcpu++) {
            builder.page(builder.add(new Blocks.Member(vcpu, vcpu, 0)), words + vcpu, words);
        }
        return builder.build(orderers);
    }

    private Engine engine(long first, long second, Assembly.Initial... initials) {
        List<Machine> machines = List.of(new Member(0, first), new Member(1, second));
        return new Engine(new Assembly(machines, map, List.of(initials)), true);
    }

    @Test
    void whoStartsInAnotherStateIsNotInterchangeable() {
        Blocks blocks = blocks(List.of());
        Assembly.Initial word = new Assembly.Initial(MemoryMap.word(words + 1, 7), 3);
        Assembly.Initial like = new Assembly.Initial(MemoryMap.word(words, 7), 3);
        for (Engine unlike : List.of(engine(4, 5), engine(4, 4, word))) {
            assertThatThrownBy(() -> unlike.merge(blocks))
                    .isInstanceOf(SymmetryBroken.class)
                    .hasMessage("the vCPUs do not start alike");
        }
        for (Engine alike : List.of(engine(4, 4), engine(4, 4, word, like))) {
            alike.merge(blocks);
            assertThat(alike.exchanges().orElseThrow().orbit()).isOne();
        }
    }

    @Test
    void whileSomebodyGoesByNumbersNothingIsMerged() {
        assertThat(afterOneStepOf(0, engine(4, 4), 0)).isNotEqualTo(afterOneStepOf(1, engine(4, 4), 0));
        assertThat(afterOneStepOf(0, engine(4, 4), 1)).isEqualTo(afterOneStepOf(1, engine(4, 4), 1));
    }

    private long afterOneStepOf(int machine, Engine engine, long isOver) {
        engine.merge(blocks(isOver == 0 ? List.of(end) : List.of()));
        engine.step(engine.channel(machine, machine));
        assertThat(engine.fingerprint()).isEqualTo(engine.recomputeFingerprint());
        assertThat(engine.exchanges().orElseThrow().orbit()).isEqualTo(1 + isOver);
        return engine.fingerprint();
    }

    /** A step about one vCPU: what it touches of the other makes the two not alike. An owner may look, not write. */
    @Test
    void whoTouchesAnothersWordsOrSendsItAMessageKnowsItByItsNumber() {
        Blocks.Builder builder = new Blocks.Builder(map, 3, 2);
        for (int vcpu = 0; vcpu < 2; vcpu++) {
            builder.page(builder.add(new Blocks.Member(vcpu, vcpu, 0)), words + vcpu, words);
        }
        Blocks blocks = builder.build(List.of());
        long own = MemoryMap.word(words, 0);
        long others = MemoryMap.word(words + 1, 0);
        JournaledMemory memory = new JournaledMemory(map, new Journal(), new Reads(), true);
        GuardedMemory guard = new GuardedMemory(memory, blocks);
        guard.begin(0, 0, true);
        guard.write(own, 1);
        assertThat(guard.read(own)).isOne();
        guard.write(end, guard.read(end));
        guard.sends(2);
        guard.sends(0);
        isBroken(() -> guard.read(others));
        isBroken(() -> guard.write(others, 1));
        isBroken(() -> guard.add(others, 1));
        isBroken(() -> guard.exchange(others, 1));
        isBroken(() -> guard.compareAndSet(others, 0, 1));
        isBroken(() -> guard.compareAndExchange(others, 0, 1));
        isBroken(() -> guard.sends(1));
        guard.begin(2, 0, true); // an owner answers the first
        assertThat(guard.read(others)).isZero();
        guard.write(own, 2);
        isBroken(() -> guard.write(others, 1));
        guard.sends(1);
        guard.begin(0, 0, false); // while an exchange is not right anyway
        guard.sends(1);
        guard.write(others, 7);
        assertThat(guard.read(others)).isEqualTo(7);
    }

    private static void isBroken(Runnable touch) {
        assertThatThrownBy(touch::run).isInstanceOf(SymmetryBroken.class);
    }

    /** One whose number stands in a field first as a number, and then as its name. */
    private static final class Renamer extends Machine {
        private final boolean isInSections;
        private boolean isName;

        Renamer(int id, boolean isInSections) {
            super(id, "P" + id);
            this.isInSections = isInSections;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            isName = true;
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void fields(Fields f) {
            isName = f.flag("is a name", isName);
            if (isInSections && !f.isKept("never touched", true)) {
                f.object("never touched");
            }
            if (isInSections && !f.isKept("touched", false)) {
                f.object("touched");
            }
            if (isName) {
                f.machine("who", 0);
            } else {
                f.word("who", 0);
            }
        }
    }

    /** Also where a section that is passed over lies between it and what makes it a name. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWordThatBecomesANameIsAnother(boolean isInSections) {
        List<Machine> machines = List.of(new Renamer(0, isInSections), new Member(1, 0));
        Engine engine = new Engine(new Assembly(machines, map, List.of()), true);
        Blocks.Builder builder = new Blocks.Builder(map, 2, 2);
        builder.page(builder.add(new Blocks.Member(0, 0, 0)), words, words);
        engine.merge(builder.build(List.of()));
        long start = engine.fingerprint();
        int mark = engine.mark();
        engine.step(engine.channel(0, 0));
        assertThat(engine.fingerprint()).isEqualTo(engine.recomputeFingerprint());
        engine.undo(mark);
        assertThat(engine.fingerprint()).isEqualTo(start).isEqualTo(engine.recomputeFingerprint());
    }
}
