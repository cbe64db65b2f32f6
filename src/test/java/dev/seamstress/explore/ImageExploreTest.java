package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what happens before FINALIZE and at it comes out as it does in KVM, in every order. Method: a search of all
 * schedules with everything checked, to its end.
 */
class ImageExploreTest {
    private static final int STATES_MAX = 100_000;

    static Stream<Scene> images() {
        return ExpectedVerdict.scenes("scenarios/image");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("images")
    void hasItsVerdict(Scene scene) {
        ExpectedVerdict.isMet(scene, STATES_MAX);
    }

    /** A change of these counts is a change of the model, and is explained where it is made. */
    @ParameterizedTest(name = "{0} under {1}")
    @CsvSource({
        "image/01-populate-once, kvm-6.19, 24762, 4",
        "image/02-nothing-enters-before-finalize, kvm-6.16, 3252, 3",
        "image/02-nothing-enters-before-finalize, kvm-6.19, 2901, 3",
        "image/03-a-vcpu-from-its-creation, kvm-6.16, 2355, 3",
        "image/03-a-vcpu-from-its-creation, kvm-6.19, 2301, 3",
        "races/10-vpcreate-vs-finalize, kvm-6.19, 1066, 2",
        "races/b22-premap-then-convert, kvm-6.16, 90, 1",
        "races/b22-premap-then-punch, kvm-6.16, 139, 1",
        "races/b24-vpinit-vs-convert, kvm-6.19, 245, 1",
        "races/b24-vpinit-vs-punch, kvm-6.19, 632, 1",
    })
    void hasAsManyStates(String file, String kernel, int states, int finals) {
        KernelModel model = KernelModel.of(KernelVariant.named(kernel));
        ClaimSearch.Result result = ClaimSearch.of(Scene.file(file, model).world(), STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(List.of(result.states(), result.finals())).isEqualTo(List.of(states, finals));
    }

    /** No invariant is broken but by the KVM_BUG_ON; in other orders an ioctl is told that the module is busy. */
    @ParameterizedTest(name = "{0} under {1} with {2}")
    @CsvSource({
        "races/10-vpcreate-vs-finalize, kvm-6.19, b41-ioctls-not-exclusive",
        "races/b22-premap-then-convert, kvm-6.16, b22-premap-error-fatal",
        "races/b22-premap-then-punch, kvm-6.16, b22-premap-error-fatal",
        "races/b24-vpinit-vs-punch, kvm-6.19, b24-vp-init-unlocked",
        "races/b24-vpinit-vs-convert, kvm-6.19, no-ioctls-exclude-vcpus b24-vp-init-unlocked",
    })
    void isFoundByTheKvmBug(String file, String kernel, String changes) {
        KernelModel model = KernelModel.of(KernelVariant.named(kernel), List.of(changes.split(" ")));
        ClaimSearch.Result result = ClaimSearch.of(Scene.file(file, model).world(), STATES_MAX);
        assertThat(result.isExhausted()).isTrue();
        assertThat(result.offences()).containsKey("bug_on");
        assertThat(result.offences().keySet()).allMatch(rule -> rule.equals("bug_on") || rule.startsWith("finally"));
    }
}
