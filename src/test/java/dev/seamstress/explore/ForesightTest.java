package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.engine.Engine;
import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;

/** Goal: a search is told of no step that it has to make: one that broke a rule, or that somebody listens to. */
class ForesightTest {
    private static final Rule RULE = new Rule("never#1", Rule.Kind.CLAIM, "of a step");

    private final Subject subject = new HandshakeSubject(new Handshake(2, 1, 1));
    private final Engine engine = subject.engine();

    private void make(Foresight foresight, int channel, Rule broken) {
        int mark = engine.mark();
        foresight.begin(channel);
        subject.step(channel);
        foresight.end(broken, false);
        engine.undo(mark);
    }

    @Test
    void aStepThatBrokeARuleIsMadeEachTime() {
        Foresight foresight = new Foresight(subject, Limits.NONE);
        int channel = engine.nextChannel(0);
        for (Rule broken : new Rule[] {RULE, RULE, null}) {
            assertThat(foresight.find(channel)).isEqualTo(Foresight.NONE);
            make(foresight, channel, broken);
        }
        assertThat(foresight.find(channel)).isNotEqualTo(Foresight.NONE);
    }

    @Test
    void whoHasNoMemoryForItMakesEachStep() {
        Foresight foresight = new Foresight(subject, Limits.NONE.withBytes(100));
        int channel = engine.nextChannel(0);
        for (int i = 0; i < 2; i++) {
            assertThat(foresight.find(channel)).isEqualTo(Foresight.NONE);
            make(foresight, channel, null);
        }
        assertThat(foresight.collisionBound()).as("none was compared").isZero();
    }

    /** Who listens hears of each step, or of none. */
    @Test
    void whereSomebodyListensEachStepIsMade() {
        Judge judge = Judge.of(Scene.first("03-two-vcpus-one-gfn").world());
        assertThat(judge.knownSteps()).isNotNull();
        judge.setListener(new Manner.Told());
        assertThat(judge.knownSteps()).isNull();
        Foresight foresight = new Foresight(judge, Limits.NONE);
        assertThat(foresight.find(judge.engine().nextChannel(0))).isEqualTo(Foresight.NONE);
        assertThat(foresight.bytes()).isZero();
        assertThat(foresight.collisionBound()).isZero();
    }
}
