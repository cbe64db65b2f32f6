package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: the first course, and races whose text does not fit the oldest kernel, have their verdict under every kernel.
 *
 * <p>The seed enters the guest where later kernels retry in the exit handler. So there a {@code fault} may end before
 * its page is mapped, and a race that is about the mapping is told with {@code accept}, which goes on until it is.
 */
class KernelVerdictsTest {
    private static final int STATES_MAX = 400_000;
    private static final String SLOT = "{ slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; ";

    private static String verdict(Scene scene) {
        return ClaimSearch.of(scene.world(), STATES_MAX).verdict();
    }

    private static Stream<Arguments> kernels(String... files) {
        KernelVariant[] kernels = {
            KernelVariant.SEED_2024, KernelVariant.KVM_6_16, KernelVariant.KVM_6_18, KernelVariant.KVM_6_19
        };
        return Arrays.stream(files).flatMap(file -> Arrays.stream(kernels).map(kernel -> Arguments.of(file, kernel)));
    }

    static Stream<Arguments> firstCourse() {
        return kernels(
                "01-first-private-fault",
                "02-first-shared-fault",
                "06-root-allocation-race",
                "07-accept",
                "08-access-before-accept",
                "09-convert-vs-fault");
    }

    @ParameterizedTest(name = "{0} under {1}")
    @MethodSource("firstCourse")
    void theFirstCourseIsProvedUnderEveryKernel(String file, KernelVariant kernel) {
        assertThat(verdict(Scene.file("first/" + file, KernelModel.of(kernel)))).isEqualTo("proved");
    }

    static Stream<Arguments> races() {
        return Stream.of(
                        // 04: the seed makes a busy TRACK again and again, and gets through.
                        "sept(x) = mapped; } P0 | VMM ; repeat 2 { enter } | C: convert x to shared ;"
                                + " sometimes (seen(VMM busy track by enter)) finally (C = ok /\\ sept(x) = free)",
                        // 11.
                        "sept(x) = mapped; } P0 | VMM ; A: accept y | C: convert x to shared ;"
                                + " never (seen(P0 busy aug(y) by block))"
                                + " finally (A = ok /\\ C = ok /\\ sept(x) = free /\\ sept(y) = mapped)",
                        // 14. Who is refused enters the guest, and there the other's ACCEPT meets host priority; if
                        // both
                        // do, nobody maps the page: a guest that takes a refusal for an answer loses it.
                        "mirror(x,2M) = table; inject busy aug(x) once; } P0 | P1 ; A: accept x | B: accept x ;"
                                + " never at rest (mirror(x) = frozen) sometimes (seen(busy aug(x)))"
                                + " finally (A in {ok, already, busy, mismatch} /\\ B in {ok, already, busy, mismatch})"
                                + " finally (sept(x) in {pending, mapped} \\/ (A = busy /\\ B = busy))",
                        // b28.
                        "} P0 | P1 ; A: accept x | B: accept y ; sometimes (seen(P1 retry frozen))"
                                + " finally (A in {ok, mismatch} /\\ B in {ok, mismatch}"
                                + " /\\ #sept_add = 3 /\\ #aug = 2)")
                .map(Arguments::of);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("races")
    void theSeedIsProvedToo(String rest) {
        String text = "TDX seeds\n" + SLOT + rest.replace(" ; ", " ;\n ").replace("} P0", "}\n P0") + "\n";
        assertThat(verdict(Scene.of(text, text, KernelVariant.SEED_2024))).isEqualTo("proved");
    }
}
