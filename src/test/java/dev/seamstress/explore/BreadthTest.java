package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.engine.Engine;
import dev.seamstress.model.handshake.Handshake;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is said to be a schedule that passes breaks nothing on its way. Method: a model in which every state after
 * a certain number of steps is broken, and the goal lies behind them.
 */
class BreadthTest {
    private static Breadth search(int brokenAfter, boolean isByStep) {
        Engine engine = new Engine(new Handshake(2, 1, 1).assembly(), true);
        Rule rule = new Rule("never#1", Rule.Kind.CLAIM, "nobody comes so far");
        Subject subject = new Subject() {
            @Override
            public Engine engine() {
                return engine;
            }

            @Override
            public Rule brokenByStep() {
                return isByStep && engine.steps() == brokenAfter ? rule : null;
            }

            @Override
            public Rule brokenByState() {
                return !isByStep && engine.steps() == brokenAfter ? rule : null;
            }
        };
        return new Breadth(subject, Limits.NONE, (broken, fingerprint) -> broken == null && engine.isQuiet());
    }

    @Test
    void nothingIsFollowedBehindABrokenRule() {
        for (boolean isByStep : new boolean[] {false, true}) {
            for (int steps = 1; steps < 6; steps++) {
                Breadth search = search(steps, isByStep);
                assertThat(search.search()).isEmpty();
                assertThat(search.end()).isEqualTo(SearchEnd.EXHAUSTED);
                assertThat(search.states()).isBetween(steps, 100);
            }
            Breadth free = search(Integer.MAX_VALUE, isByStep);
            assertThat(free.search()).isPresent();
            assertThat(free.end()).isEqualTo(SearchEnd.FOUND);
        }
    }
}
