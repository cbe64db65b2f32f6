package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: every race has the verdict that its file expects, under the kernels and every planted bug that it names.
 *
 * <p>Method: a search of all schedules with everything checked, to its end.
 */
class RacesExploreTest {
    private static final int STATES_MAX = 400_000;

    static Stream<Scene> races() {
        return ExpectedVerdict.scenes("races");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("races")
    @Tag("once")
    void hasItsVerdict(Scene scene) {
        ExpectedVerdict.isMet(scene, STATES_MAX);
    }

    /** A change of these counts is a change of the model, and is explained where it is made. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "first/09-convert-vs-fault, 5141, 4",
        "races/03-zero-step-blocks-aug, 74984, 1",
        "races/03z-zero-step-blocks-zap, 9895, 2",
        "races/05-block-vs-accept, 3202, 6",
        "races/06t-lost-host-priority-timeout, 275468, 22",
        "races/13-remove-before-kick, 4211, 7",
        "races/17-convert-ping-pong, 33279, 6",
        "races/17b-convert-vs-huge-fault, 3653, 2",
        "races/22-entry-not-guaranteed, 5312, 3",
        "races/b26-count-before-op, 2011, 5",
        "races/b32-unlock-before-flush, 4542, 3",
        "races/x34-caches-not-filled, 2075, 1"
    })
    void hasAsManyStates(String file, int states, int finals) {
        ClaimSearch.Result result = ClaimSearch.of(
                Scene.file(file, KernelModel.of(KernelVariant.NEWEST)).world(), STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(states);
        assertThat(result.finals()).isEqualTo(finals);
    }
}
