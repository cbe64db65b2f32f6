package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is known of steps is right at its edges, too: of steps that touch what belongs to several vCPUs, that look
 * at more than is written down, that throw, and of more steps than there is room for.
 */
class KnownStepsEdgesTest {
    private static final int MANY = 200;

    private final MemoryMap map = new MemoryMap();
    private final int shared = map.add(WordClass.lockless("shared", 0), 1);
    private final int own = map.add(WordClass.owned("own", 0, 0), 1);
    private final int blocks = map.add(WordClass.lockless("blocks", 0), 2);
    private final long end = MemoryMap.word(shared, 9);

    private interface Body {
        void run(Doer self, Message message, Fx fx);
    }

    private record Numbered(int number) implements Message {
        @Override
        public long content() {
            return Mix.mix(Mix.tag("Numbered"), number);
        }
    }

    private static final class Doer extends Machine {
        private final Body body;
        private long field;
        private int who = -1;

        Doer(int id, Body body) {
            super(id, "M" + id);
            this.body = body;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            body.run(this, message, fx);
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void fields(Fields f) {
            field = f.word("field", field);
            who = f.machine("who", who);
        }
    }

    /** What the first machine does; the second sends it number after number, the third ends what tells them apart. */
    private Engine engine(Body first) {
        Body numbers = (self, message, fx) -> {
            fx.send(0, new Numbered((int) self.field++));
            fx.send(1, Continue.CONTINUE);
        };
        return engine(first, numbers, (self, message, fx) -> fx.write(end, 1));
    }

    private Engine engine(Body... bodies) {
        List<Machine> machines = new ArrayList<>();
        for (Body body : bodies) {
            machines.add(new Doer(machines.size(), body));
        }
        return new Engine(new Assembly(machines, map, List.of()), true);
    }

    /** The first two can be exchanged once the third has stepped. */
    private void merge(Engine engine) {
        Blocks.Builder builder = new Blocks.Builder(map, 3, 3);
        for (int vcpu = 0; vcpu < 2; vcpu++) {
            builder.page(builder.add(new Blocks.Member(vcpu, vcpu, 0)), blocks + vcpu, blocks);
        }
        engine.merge(builder.build(List.of(end)));
    }

    private static void counts(Doer self, Message message, Fx fx) {
        self.field++;
        fx.send(0, Continue.CONTINUE);
    }

    /** Makes the step; true if it was known, and then it did what was known. */
    private static boolean make(Engine engine, KnownSteps known, int channel) {
        int step = known.find(channel);
        long foreseen = step == KnownSteps.NONE ? 0 : known.fingerprintAfter(step);
        known.begin(channel);
        engine.step(channel);
        known.learn(false);
        if (step != KnownSteps.NONE) {
            assertThat(engine.fingerprint()).isEqualTo(foreseen);
        }
        return step != KnownSteps.NONE;
    }

    private static boolean makeAndTakeBack(Engine engine, KnownSteps known, int channel) {
        int mark = engine.mark();
        boolean isKnown = make(engine, known, channel);
        engine.undo(mark);
        return isKnown;
    }

    @Test
    void anotherMessageIsAnotherStep() {
        Engine engine = engine((self, message, fx) -> {
            if (message instanceof Numbered number) {
                fx.write(MemoryMap.word(shared, 1 + number.number()), 5);
            }
        });
        KnownSteps known = engine.knownSteps();
        int channel = engine.channel(1, 0);
        for (int number = 0; number < 3; number++) {
            engine.step(engine.channel(1, 1));
            assertThat(makeAndTakeBack(engine, known, channel)).isFalse();
            assertThat(makeAndTakeBack(engine, known, channel)).isTrue();
            engine.step(channel);
        }
    }

    /** Of what belongs to a vCPU the fingerprint adds something else than it changes by. */
    @Test
    void aStepThatChangesWhatBelongsToTwoIsMade() {
        for (int touched = 1; touched <= 2; touched++) {
            int most = touched;
            Engine engine = engine((self, message, fx) -> {
                self.field++;
                if (most == 2) {
                    fx.write(MemoryMap.word(blocks + 1, 0), 5);
                }
            });
            merge(engine);
            KnownSteps known = engine.knownSteps();
            assertThat(makeAndTakeBack(engine, known, engine.channel(0, 0))).isFalse();
            assertThat(makeAndTakeBack(engine, known, engine.channel(0, 0))).isEqualTo(touched == 1);
        }
    }

    /** What is alike of two vCPUs but for who they are is hashed alike; their steps are two all the same. */
    @Test
    void theStepOfOneIsNotThatOfAnother() {
        Body counts = (self, message, fx) -> self.field++;
        Engine engine = engine(counts, counts, (self, message, fx) -> {});
        merge(engine);
        KnownSteps known = engine.knownSteps();
        for (int vcpu = 0; vcpu < 2; vcpu++) {
            assertThat(makeAndTakeBack(engine, known, engine.channel(vcpu, vcpu)))
                    .isFalse();
            assertThat(makeAndTakeBack(engine, known, engine.channel(vcpu, vcpu)))
                    .isTrue();
        }
    }

    /** Beside vCPUs that can be exchanged: a step that changes its own words, shared ones, or both. */
    @Test
    void whatBelongsToNobodyChangesAsItDid() {
        List<Body> bodies = List.of(
                (self, message, fx) -> self.field++,
                (self, message, fx) -> fx.write(MemoryMap.word(shared, 1), 5),
                (self, message, fx) -> fx.write(MemoryMap.word(shared, 1), ++self.field));
        for (Body body : bodies) {
            Engine engine = engine((self, message, fx) -> self.field++, (self, message, fx) -> {}, body);
            merge(engine);
            KnownSteps known = engine.knownSteps();
            assertThat(makeAndTakeBack(engine, known, engine.channel(2, 2))).isFalse();
            engine.step(engine.channel(0, 0));
            assertThat(makeAndTakeBack(engine, known, engine.channel(2, 2))).isTrue();
        }
    }

    /** Names are hashed apart from other words where vCPUs can be exchanged: of itself, of nobody, of no machine. */
    @Test
    void namesThatAMachineRemembersMatter() {
        Engine engine = engine((self, message, fx) -> {
            self.who = self.who == 0 ? 2 : self.who == 2 ? 5 : 0;
            fx.send(0, Continue.CONTINUE);
        });
        merge(engine);
        KnownSteps known = engine.knownSteps();
        for (int i = 0; i < 9; i++) {
            assertThat(make(engine, known, engine.channel(0, 0))).isEqualTo(i >= 4);
        }
    }

    @Test
    void aStepThatLooksAtTooMuchIsMade() {
        for (int words : new int[] {128, 129}) {
            Engine engine = engine((self, message, fx) -> {
                for (int i = 0; i < words; i++) {
                    self.field += fx.own(MemoryMap.word(own, i));
                }
            });
            KnownSteps known = engine.knownSteps();
            assertThat(makeAndTakeBack(engine, known, engine.channel(0, 0))).isFalse();
            assertThat(makeAndTakeBack(engine, known, engine.channel(0, 0))).isEqualTo(words == 128);
        }
    }

    /** To look at less is to look elsewhere. */
    @Test
    void aStepThatEndsWhereOneBeforeWentOnIsFoundOut() {
        long[] looks = {2};
        Engine engine = engine((self, message, fx) -> {
            for (int i = 0; i < looks[0]; i++) {
                fx.own(MemoryMap.word(own, i));
            }
            if (message instanceof Numbered) {
                fx.own(MemoryMap.word(own, 1), 7);
            }
        });
        KnownSteps known = engine.knownSteps();
        makeAndTakeBack(engine, known, engine.channel(0, 0));
        engine.step(engine.channel(1, 1));
        engine.step(engine.channel(1, 0));
        looks[0] = 1;
        assertThatThrownBy(() -> makeAndTakeBack(engine, known, engine.channel(0, 0)))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("depends on something that nobody was told of");
    }

    /** What it looked at before it threw is of no other step. */
    @Test
    void ofAStepThatThrowsNothingIsLearned() {
        boolean[] isAngry = {false};
        Engine engine = engine((self, message, fx) -> {
            fx.own(MemoryMap.word(own, 1));
            if (isAngry[0]) {
                throw new IllegalStateException("angry");
            }
        });
        KnownSteps known = engine.knownSteps();
        assertThat(makeAndTakeBack(engine, known, engine.channel(0, 0))).isFalse();
        engine.step(engine.channel(1, 1));
        isAngry[0] = true;
        assertThatThrownBy(() -> make(engine, known, engine.channel(1, 0))).isInstanceOf(IllegalStateException.class);
        isAngry[0] = false;
        engine.reset();
        assertThat(makeAndTakeBack(engine, known, engine.channel(0, 0))).isTrue();
        engine.step(engine.channel(1, 1));
        assertThat(makeAndTakeBack(engine, known, engine.channel(1, 0))).isFalse();
    }

    @Test
    void whoFindsMostGoesOnLooking() {
        Engine engine = engine((self, message, fx) -> self.field++);
        KnownSteps known = engine.knownSteps();
        makeAndTakeBack(engine, known, engine.channel(0, 0));
        for (int i = 0; i < 1 << 15; i++) {
            assertThat(known.find(engine.channel(0, 0))).isNotEqualTo(KnownSteps.NONE);
        }
        assertThat(known.looks()).isEqualTo(1 + (1 << 15));
        assertThat(known.hits()).isEqualTo(1 << 15);
    }

    /** A step that has to be made is none that is known, however often it comes. */
    @Test
    void whoFindsOnlyWhatHasToBeMadeStopsLooking() {
        Engine engine = engine((self, message, fx) -> fx.write(end, 1));
        merge(engine);
        KnownSteps known = engine.knownSteps();
        makeAndTakeBack(engine, known, engine.channel(2, 2));
        for (int i = 0; i < 20_000; i++) {
            assertThat(known.find(engine.channel(2, 2))).isEqualTo(KnownSteps.NONE);
        }
        assertThat(known.looks()).isEqualTo(1 << 14);
        assertThat(known.hits()).isZero();
    }

    /** Any two of the hashes that were compared may be the same: also one that there was no room for, or no use. */
    @Test
    void theBoundCountsAllThatIsCompared() {
        Engine engine = engine(KnownStepsEdgesTest::counts);
        KnownSteps known = engine.knownSteps(50);
        assertThat(known.collisionBound()).isZero();
        for (int i = 0; i < MANY; i++) {
            make(engine, known, engine.channel(0, 0));
        }
        double learned = 50;
        assertThat(known.collisionBound()).isEqualTo(learned * (learned + 2 * (MANY - learned)) / 0x1p65);
        KnownSteps broken = engine.knownSteps();
        make(engine, broken, engine.channel(0, 0));
        broken.find(engine.channel(0, 0));
        broken.begin(engine.channel(0, 0));
        engine.step(engine.channel(0, 0));
        broken.forget();
        assertThat(broken.collisionBound()).isEqualTo(3 / 0x1p65);
    }

    /** The channel that a step sends to, and the machine that it looks at, are told by hashes as well. */
    @Test
    void theBoundCountsWhatIsMetOnTheWay() {
        Engine[] self = new Engine[1];
        Engine engine = engine((first, message, fx) -> {
            self[0].machine(1);
            fx.send(2, Continue.CONTINUE);
            fx.own(MemoryMap.word(own, 0));
        });
        self[0] = engine;
        KnownSteps known = engine.knownSteps();
        make(engine, known, engine.channel(0, 0));
        assertThat(known.collisionBound()).isEqualTo(9 / 0x1p65);
    }

    @Test
    void noMoreMemoryIsTakenThanItMay() {
        for (long bytes : new long[] {0, 20_000, 60_000}) {
            Engine engine = engine(KnownStepsEdgesTest::counts);
            KnownSteps known = engine.knownSteps();
            long first = known.bytes();
            known.keepWithin(bytes);
            for (int i = 0; i < 2_000; i++) {
                make(engine, known, engine.channel(0, 0));
            }
            assertThat(known.bytes()).isLessThanOrEqualTo(Math.max(first, bytes));
        }
    }
}
