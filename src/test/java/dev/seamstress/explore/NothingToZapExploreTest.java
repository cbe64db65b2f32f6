package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what makes KVM zap in other VMs takes nothing from a TD, and a dead VM does not do it. Method: a search of all
 * schedules with everything checked.
 */
class NothingToZapExploreTest {
    private static final int STATES_MAX = 10_000;

    /** A change of this count is a change of the model, and is explained where it is made. */
    @Test
    void takesNothingFromATd() {
        Scene scene = Scene.file("races/nothing-to-zap", KernelModel.of(KernelVariant.NEWEST));
        ClaimSearch.Result result = ClaimSearch.of(scene.world(), STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(234);
        assertThat(result.finals()).isEqualTo(1);
    }

    /** Its guest has touched a page before it accepted it. */
    @ParameterizedTest
    @CsvSource({
        "mtrr, P0",
        "cr0cd, P0",
        "apicvinhibit, VMM",
        "noncoherent, VMM",
    })
    void aDeadVmDoesNothing(String operation, String column) {
        String last = column.equals("P0") ? "N: " + operation + " => vmdead |" : " | N: " + operation + " => vmdead";
        String text = "TDX t { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = pending; }\n P0 | VMM ;\n"
                + " A: read x => pending | wait A ;\n " + last + " ;\nfinally (N = vmdead)\nnever (seen(zap))\n";
        KernelModel newest = KernelModel.of(KernelVariant.NEWEST);
        assertThat(ClaimSearch.of(Scene.of("t", text, newest).world(), STATES_MAX)
                        .verdict())
                .as(text)
                .isEqualTo("proved");
    }
}
