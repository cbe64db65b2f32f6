package dev.seamstress.explore;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class RacesExploreTest {
    @ParameterizedTest(name = "{0} under {1}: {2}")
    @CsvFileSource(files = "/tmp/races.csv")
    void verdicts(String file, String kernel, String verdict, int states, long transitions, int finals) {
        String[] parts = kernel.split(" \\+ ");
        KernelModel model =
                KernelModel.of(KernelVariant.named(parts[0]), List.of(Arrays.copyOfRange(parts, 1, parts.length)));
        Scene scene = Scene.file(file, model);
        ClaimSearch.Result result = ClaimSearch.of(scene.world(), 3_000_000);
        org.assertj.core.api.Assertions.assertThat(result.verdict()).isEqualTo(verdict);
    }
}
