package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;

/** Goal: what is said of a state is about the state that the engine is in, also after steps were taken back. */
class JudgeTest {
    private static final String TEXT = """
            TDX judged
            { slot 1 = 0x100+8 gmem; x = 0x100; mirror(x,2M) = table; }
             P0         ;
             A: fault x ;
            never (#aug(x) >= 1)
            """;

    @Test
    void aStepThatIsTakenBackBreaksNothing() {
        Judge judge = Judge.of(Scene.of("judged", TEXT).world());
        int start = judge.engine().mark();
        assertThat(judge.brokenByState()).isNull();
        while (judge.brokenByState() == null) {
            judge.step(judge.engine().nextChannel(0));
        }
        assertThat(judge.brokenByState().name()).isEqualTo("never#1");
        judge.engine().undo(start);
        assertThat(judge.brokenByState()).isNull();
    }

    @Test
    void anotherRunHasNothingOfTheOneBefore() {
        Judge judge = Judge.of(Scene.of("judged", TEXT).world());
        while (judge.brokenByState() == null) {
            judge.step(judge.engine().nextChannel(0));
        }
        judge.reset();
        assertThat(judge.brokenByState()).isNull();
        assertThat(judge.brokenByStep()).isNull();
    }

    /**
     * A search does not ask about a state that it has seen before; the step that led there may be wrong all the same.
     */
    @Test
    void anOrderIsBrokenByAStep() {
        Judge judge = Judge.of(Scene.of("judged", TEXT.replace("never (#aug(x) >= 1)", "order (kick -> aug)"))
                .world());
        while (judge.brokenByState() == null) {
            assertThat(judge.brokenByStep()).isNull();
            judge.step(judge.engine().nextChannel(0));
        }
        assertThat(judge.brokenByStep().name()).isEqualTo("order#1");
    }

    /** Else a set of states that is walked round in for ever would always look like progress. */
    @Test
    void onlyTheStepInWhichAnOperationEndsIsProgress() {
        Scene scene = Scene.of("judged", TEXT.replace("fault x ;", "fault x ;\n B: fault x ;"));
        Judge judge = Judge.of(scene.world());
        int progress = 0;
        for (int step = 0; !judge.engine().isQuiet(); step++) {
            judge.step(judge.engine().nextChannel(0));
            progress += judge.isProgress() ? 1 : 0;
            assertThat(step).isLessThan(10_000);
        }
        assertThat(progress).as("as many as there are operations").isEqualTo(2);
    }
}
