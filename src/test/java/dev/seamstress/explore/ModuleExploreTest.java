package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what the module answers to two and three logical processors at once, in every order. Method: the scenarios that
 * call it themselves, each searched to its end; a change of their counts is a change of the model.
 */
class ModuleExploreTest {
    private static final int STATES_MAX = 100_000;

    private static List<Scene> scenes() {
        return Scene.ofFiles().stream()
                .filter(scene -> scene.name().contains("module"))
                .toList();
    }

    @Test
    void thereAreAtLeastTenAndAllAreProofs() {
        assertThat(scenes()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(scenes()).allSatisfy(scene -> {
            assertThat(scene.scenario().hasSeamcall()).isTrue();
            assertThat(scene.scenario().targets()).extracting(Target::expected).containsOnly(Verdict.PROVED);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "01-block-track-remove, 141, 3",
        "02-unblock, 215, 9",
        "03-two-pages-one-entry, 46, 4",
        "04-one-page-two-entries, 569, 18",
        "05-block-holds-the-tree, 468, 3",
        "06-three-tracks, 268, 7",
        "07-a-guest-holds-its-epoch, 77, 3",
        "08-a-table-goes-when-it-is-empty, 122, 6",
        "09-relocate-keeps-content, 703, 1",
        "10-one-table-two-links, 326, 8",
        "11-reclaim-too-early, 64, 1",
        "12-page-add-too-late, 83, 2",
        "13-split-and-merge, 112, 4",
        "14-the-end-of-a-td, 474, 7",
        "15-reclaim-of-a-part, 63, 3",
        "16-split-merge-and-an-interrupt, 449, 6",
        "17-from-nothing-to-nothing, 201, 1",
        "18-a-page-for-a-td-that-is-being-made, 661, 7",
        "19-in-the-wrong-order, 109, 1",
        "20-a-vcpu-comes-when-the-td-is-final, 1111, 7",
        "21-create-again, 113, 2"
    })
    void isProved(String file, int states, int finals) {
        ClaimSearch.Result result = ClaimSearch.of(
                Scene.file("module/" + file, KernelModel.of(KernelVariant.NEWEST))
                        .world(),
                STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(states);
        assertThat(result.finals()).isEqualTo(finals);
    }
}
