package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.Companion;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Relative;
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/**
 * Goal: a step is known only where all that it depends on is as it was. Method: machines that do as a test says, made
 * to step in states that differ in one thing.
 */
class KnownStepsTest {
    private final MemoryMap map = new MemoryMap();
    private final int words = map.add(WordClass.lockless("words", 0), 2);
    private final long word = MemoryMap.word(words, 1);
    private final long target = MemoryMap.word(words, 2);
    private final long reference = MemoryMap.word(map.add(WordClass.lockless("reference", 0), 1), 0);

    /** What a machine does in a step. */
    private interface Body {
        void run(Doer self, Fx fx);
    }

    /** Does the same each time, as often as it is sent a message; from the start it has one that it sends itself. */
    private static final class Doer extends Machine {
        private final Body body;
        private final long reference;
        private long field;
        private long unhashed;
        private long relative;

        Doer(int id, long reference, Body body) {
            super(id, "M" + id);
            this.reference = reference;
            this.body = body;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            body.run(this, fx);
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void fields(Fields f) {
            field = f.word("field", field);
            unhashed = f.unhashed("unhashed", unhashed);
            relative = f.relative("relative", relative, reference);
        }
    }

    private Engine engine(Body first, Body second) {
        List<Machine> machines = List.of(new Doer(0, reference, first), new Doer(1, reference, second));
        return new Engine(new Assembly(machines, map, List.of()), true);
    }

    /** Makes the step at the channel and takes it back; true if it was known, and then it did what was known. */
    private static boolean makeAndTakeBack(Engine engine, KnownSteps known, int channel) {
        int step = known.find(channel);
        long foreseen = step == KnownSteps.NONE ? 0 : known.fingerprintAfter(step);
        int mark = engine.mark();
        known.begin(channel);
        engine.step(channel);
        known.learn(false);
        if (step != KnownSteps.NONE) {
            assertThat(engine.fingerprint()).isEqualTo(foreseen);
        }
        engine.undo(mark);
        return step != KnownSteps.NONE;
    }

    /** True if the step of the first is still known when the second has made one. */
    private static boolean isKnownAfterAnothers(Engine engine) {
        KnownSteps known = engine.knownSteps();
        int first = engine.channel(0, 0);
        assertThat(makeAndTakeBack(engine, known, first)).isFalse();
        assertThat(makeAndTakeBack(engine, known, first)).isTrue();
        int mark = engine.mark();
        engine.step(engine.channel(1, 1));
        boolean isKnown = makeAndTakeBack(engine, known, first);
        engine.undo(mark);
        assertThat(makeAndTakeBack(engine, known, first)).isTrue();
        return isKnown;
    }

    /** As {@link #makeAndTakeBack}, of the first one's step and the one that its message brings about. */
    private static boolean makeBothAndTakeBack(Engine engine, KnownSteps known) {
        int first = engine.channel(0, 0);
        int second = engine.channel(0, 1);
        int step = known.find(first);
        int mark = engine.mark();
        long foreseen = step == KnownSteps.NONE ? 0 : known.fingerprintAfter(step);
        known.begin(first);
        engine.step(first);
        known.pause();
        assertThat(engine.machine(1).id()).isEqualTo(1); // a look that does not count
        known.goOn();
        known.follow(second);
        engine.step(second);
        known.learn(false);
        if (step != KnownSteps.NONE) {
            assertThat(engine.fingerprint()).isEqualTo(foreseen);
        }
        engine.undo(mark);
        return step != KnownSteps.NONE;
    }

    /** The second tells whether it has been there before. */
    @Test
    void twoStepsThatAreMadeAsOneDependOnTheSecondsMachineToo() {
        Engine engine = engine((self, fx) -> fx.send(1, Continue.CONTINUE), (self, fx) -> {
            if (self.field++ > 0) {
                fx.write(target, 5);
            }
        });
        KnownSteps known = engine.knownSteps();
        assertThat(makeBothAndTakeBack(engine, known)).isFalse();
        assertThat(makeBothAndTakeBack(engine, known)).isTrue();
        engine.step(engine.channel(1, 1));
        assertThat(makeBothAndTakeBack(engine, known)).isFalse();
        assertThat(makeBothAndTakeBack(engine, known)).isTrue();
    }

    @Test
    void whatAnotherDidDoesNotMatterIfTheStepDoesNotLookAtIt() {
        assertThat(isKnownAfterAnothers(engine((self, fx) -> fx.read(word), (self, fx) -> fx.write(target, 5))))
                .isTrue();
    }

    @Test
    void everyWayToTouchAWordLooksAtIt() {
        List<Body> touches = List.of(
                (self, fx) -> self.field = fx.read(word),
                (self, fx) -> fx.write(word, 7),
                (self, fx) -> fx.add(word, 7),
                (self, fx) -> self.field = fx.exchange(word, 7),
                (self, fx) -> self.field = fx.compareAndSet(word, 0, 7) ? 1 : 2,
                (self, fx) -> self.field = fx.compareAndExchange(word, 0, 7));
        for (Body touch : touches) {
            assertThat(isKnownAfterAnothers(engine(touch, (self, fx) -> fx.write(word, 3))))
                    .isFalse();
        }
    }

    @Test
    void whoSendsDependsOnWhatIsThereAlready() {
        Body send = (self, fx) -> fx.send(1, Continue.CONTINUE);
        Engine engine = engine(send, send);
        KnownSteps known = engine.knownSteps();
        int own = engine.channel(0, 0);
        assertThat(makeAndTakeBack(engine, known, own)).isFalse();
        int mark = engine.mark();
        engine.step(own);
        assertThat(known.find(engine.channel(0, 1))).isEqualTo(KnownSteps.NONE);
        engine.undo(mark);
        assertThat(makeAndTakeBack(engine, known, own)).isTrue();
    }

    /** A message in the way of another: the second step of the first finds one that it has sent before. */
    @Test
    void aChannelThatIsNotEmptyIsAnotherOne() {
        Body send = (self, fx) -> {
            fx.send(1, Continue.CONTINUE);
            fx.send(0, Continue.CONTINUE);
        };
        Engine engine = engine(send, (self, fx) -> {});
        KnownSteps known = engine.knownSteps();
        int own = engine.channel(0, 0);
        assertThat(makeAndTakeBack(engine, known, own)).isFalse();
        engine.step(own);
        assertThat(makeAndTakeBack(engine, known, own)).isFalse();
        engine.step(engine.channel(0, 1));
        assertThat(makeAndTakeBack(engine, known, own)).as("empty again").isTrue();
    }

    @Test
    void theMachinesOwnWordsMatterThoseThatDoNotCountToo() {
        for (Body change : List.<Body>of((self, fx) -> self.field++, (self, fx) -> self.unhashed++)) {
            Engine engine = engine(
                    (self, fx) -> {
                        change.run(self, fx);
                        fx.send(0, Continue.CONTINUE);
                    },
                    (self, fx) -> {});
            KnownSteps known = engine.knownSteps();
            int own = engine.channel(0, 0);
            assertThat(makeAndTakeBack(engine, known, own)).isFalse();
            engine.step(own);
            assertThat(makeAndTakeBack(engine, known, own)).isFalse();
            assertThat(makeAndTakeBack(engine, known, own)).isTrue();
        }
    }

    @Test
    void whoeverLooksAtAMachineDependsOnIt() {
        Engine[] one = new Engine[1];
        Engine engine =
                engine((self, fx) -> self.field = ((Doer) one[0].machine(1)).unhashed, (self, fx) -> self.unhashed = 9);
        one[0] = engine;
        assertThat(isKnownAfterAnothers(engine)).isFalse();
    }

    /** Remembers how often the second has stepped, in a word that counts or in one that does not. */
    private static final class Counting implements Companion {
        private final boolean isCounted;
        private long count;
        private IntConsumer looks = place -> {};

        Counting(boolean isCounted) {
            this.isCounted = isCounted;
        }

        @Override
        public void onLook(IntConsumer all) {
            looks = all;
        }

        long count() {
            looks.accept(0);
            return count;
        }

        @Override
        public void fields(Fields f) {
            count = isCounted ? f.word("count", count) : f.unhashed("count", count);
        }
    }

    @Test
    void whatCompanionsRememberMattersIfItCountsOrIsLookedAt() {
        for (boolean isCounted : new boolean[] {false, true}) {
            for (boolean isLookedAt : new boolean[] {false, true}) {
                Counting counting = new Counting(isCounted);
                Engine engine = engine(
                        (self, fx) -> self.field = isLookedAt ? counting.count() : 1, (self, fx) -> counting.count++);
                engine.keep(List.of(counting));
                assertThat(isKnownAfterAnothers(engine)).isEqualTo(!isCounted && !isLookedAt);
            }
        }
    }

    private static void theSecondMovesWhatTheFirstIsComparedWith(Engine engine) {
        KnownSteps known = engine.knownSteps();
        int own = engine.channel(0, 0);
        assertThat(makeAndTakeBack(engine, known, own)).isFalse();
        assertThat(makeAndTakeBack(engine, known, own)).isTrue();
        int other = engine.channel(1, 1);
        assertThat(makeAndTakeBack(engine, known, other)).isFalse();
        assertThat(makeAndTakeBack(engine, known, other))
                .as("it changes what counts of others")
                .isFalse();
        engine.step(other);
        makeAndTakeBack(engine, known, own);
        assertThat(makeAndTakeBack(engine, known, own)).isTrue();
    }

    /** The step takes a copy of a word; what counts of the copy is whether it is what the word is now. */
    @Test
    void aFieldThatIsComparedDependsOnWhatItIsComparedWith() {
        map.compareFields(new Relative(reference, Relative.Form.SNAPSHOT));
        Engine engine = engine((self, fx) -> self.relative = 5, (self, fx) -> fx.write(reference, 5));
        theSecondMovesWhatTheFirstIsComparedWith(engine);
    }

    /** The step writes a word of which counts how it compares with another one. */
    @Test
    void aWordThatIsComparedDependsOnWhatItIsComparedWith() {
        map.compare(new Relative(target, Relative.Form.EPOCH), words + 1, 1, 1, 0);
        long compared = MemoryMap.word(words + 1, 3);
        Engine engine = engine((self, fx) -> fx.write(compared, 4), (self, fx) -> fx.write(target, 4));
        theSecondMovesWhatTheFirstIsComparedWith(engine);
    }

    @Test
    void aStepThatDependsOnWhatNobodyWasToldOfIsFoundOut() {
        List<Long> secret = new ArrayList<>(List.of(word));
        Body looks = (self, fx) -> fx.read(secret.get(0));
        Engine engine = engine(looks, (self, fx) -> {
            fx.write(self.field == 0 ? word : target, 1);
            self.field++;
            fx.send(1, Continue.CONTINUE);
        });
        KnownSteps known = engine.knownSteps();
        int own = engine.channel(0, 0);
        makeAndTakeBack(engine, known, own);
        engine.step(engine.channel(1, 1));
        engine.step(engine.channel(1, 1));
        secret.set(0, target);
        assertThatThrownBy(() -> makeAndTakeBack(engine, known, own))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("depends on something that nobody was told of");
    }

    /** A step that is right only while nothing is merged is another one than the same while something is. */
    @Test
    void whereStatesAreMergedAStepIsLookedAtAgain() {
        long end = MemoryMap.word(words, 9);
        int own = map.add(WordClass.lockless("own", 0), 2);
        Blocks.Builder builder = new Blocks.Builder(map, 3, 3);
        for (int vcpu = 0; vcpu < 2; vcpu++) {
            builder.page(builder.add(new Blocks.Member(vcpu, vcpu, 0)), own + vcpu, own);
        }
        Body others = (self, fx) -> fx.read(MemoryMap.word(own + 1 - self.id(), 0));
        List<Machine> machines = List.of(
                new Doer(0, reference, others),
                new Doer(1, reference, others),
                new Doer(2, reference, (self, fx) -> fx.write(end, 1)));
        Engine engine = new Engine(new Assembly(machines, map, List.of()), true);
        engine.merge(builder.build(List.of(end)));
        KnownSteps known = engine.knownSteps();
        int first = engine.channel(0, 0);
        makeAndTakeBack(engine, known, first);
        assertThat(makeAndTakeBack(engine, known, first)).isTrue();
        makeAndTakeBack(engine, known, engine.channel(2, 2));
        assertThat(known.find(engine.channel(2, 2))).as("it ends an order").isEqualTo(KnownSteps.NONE);
        engine.step(engine.channel(2, 2));
        assertThat(known.find(first)).isEqualTo(KnownSteps.NONE);
        assertThatThrownBy(() -> engine.step(first)).isInstanceOf(SymmetryBroken.class);
    }

    /** Beyond a number of nodes nothing more is learned, and what was learned stays right. */
    @Test
    void whatIsKnownIsBounded() {
        Engine engine = engine(
                (self, fx) -> {
                    self.field++;
                    fx.send(0, Continue.CONTINUE);
                },
                (self, fx) -> {});
        KnownSteps known = engine.knownSteps(50);
        int own = engine.channel(0, 0);
        for (int i = 0; i < 200; i++) {
            makeAndTakeBack(engine, known, own);
            assertThat(makeAndTakeBack(engine, known, own)).isEqualTo(i < 25);
            engine.step(own);
        }
        assertThat(known.bytes()).isLessThan(20_000);
    }

    /** Where no step comes twice, looking for them ends. */
    @Test
    void whoNeverFindsAnythingStopsLooking() {
        Engine engine = engine(
                (self, fx) -> {
                    self.field++;
                    fx.send(0, Continue.CONTINUE);
                },
                (self, fx) -> {});
        KnownSteps known = engine.knownSteps();
        int own = engine.channel(0, 0);
        for (int i = 0; i < 20_000; i++) {
            int step = known.find(own);
            assertThat(step).isEqualTo(KnownSteps.NONE);
            known.begin(own);
            engine.step(own);
            known.learn(false);
        }
        assertThat(known.looks()).isEqualTo(1 << 14);
        assertThat(known.hits()).isZero();
    }
}
