package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.world.Scene;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Scenarios of files, each under the models that it names, and whether a search to the end says what they expect. */
final class ExpectedVerdict {
    private ExpectedVerdict() {}

    /** Those whose file has {@code part} in its path; of kernels of which it expects the same, the newest. */
    static Stream<Scene> scenes(String part) {
        return Stream.concat(Scene.ofFiles().stream(), Scene.ofOtherTargets().stream())
                .filter(scene -> scene.name().contains(part) && !scene.isAsUnderTheNewest());
    }

    /** Fails if the verdict, or the rule that is broken, is another one, or {@code statesMax} are not enough. */
    static void isMet(Scene scene, int statesMax) {
        ClaimSearch.Result result = ClaimSearch.of(scene.world(), statesMax);
        assertThat(result.isExhausted()).isTrue();
        Target target = scene.target();
        switch (target.expected()) {
            case PROVED -> assertThat(result.verdict()).isEqualTo("proved");
            case REFUTED -> {
                assertThat(result.offences()).isNotEmpty();
                if (target.rule() != null) {
                    assertThat(result.offences()).containsKey(target.rule());
                }
            }
            case LIVELOCK -> assertThat(result.verdict()).isEqualTo("livelock");
            case DEADLOCK -> assertThat(result.verdict()).isEqualTo("deadlock");
            default -> throw new AssertionError("a search to the end has no verdict " + target.expected());
        }
    }

    /** A search of one file under a kernel with {@code changes}, which are names with spaces between them. */
    static ClaimSearch.Result search(String file, String kernel, String changes, int statesMax) {
        List<String> names = Arrays.stream(changes.split(" "))
                .filter(name -> !name.isEmpty())
                .toList();
        KernelModel model = KernelModel.of(KernelVariant.named(kernel), names);
        return ClaimSearch.of(Scene.file(file, model).world(), statesMax);
    }
}
