package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: what the scenarios about roots claim is true of all their schedules, under the kernels they name, and a kernel
 * with a bug is refuted by the rule that the bug is known for.
 *
 * <p>Method: a search of all schedules with everything checked, to its end. The races among them have their verdicts
 * checked with all races.
 */
@Tag("once")
class RootsOfAVmExploreTest {
    private static final int STATES_MAX = 400_000;
    private static final List<String> PLAIN = List.of(
            "02-notifier-vs-invalid-root",
            "03-fault-vs-invalid-root",
            "04-load-vs-invalid-root",
            "05-delslot-vs-fault",
            "06-delslot-vs-load",
            "07-delslot-vs-notifier",
            "08-delslot-then-munmap",
            "09-delslot-waits-for-notifier",
            "10-prefault-vs-load",
            "11-addslot-vs-access",
            "12-noncoherent-vs-fault",
            "13-apicv-inhibited",
            "14-zap-gives-way",
            "15-slot-comes-and-goes-vs-mmio",
            "16-notifier-of-two-slots");

    static Stream<Scene> plain() {
        return ExpectedVerdict.scenes("").filter(scene -> PLAIN.stream().anyMatch(scene.name()::contains));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plain")
    void hasItsVerdict(Scene scene) {
        ExpectedVerdict.isMet(scene, STATES_MAX);
    }

    /** A change of these counts is a change of the model, and is explained where it is made. */
    @ParameterizedTest(name = "{0} under {1}")
    @CsvSource({
        "races/02-root-alloc-race, KVM_6_19, 131896, 5",
        "races/15-nonleaf-zap-with-children, KVM_6_19, 3435, 2",
        "races/27-reset-context, KVM_6_19, 40, 1",
        "races/b46-zap-all-fast-mirror, KVM_6_19, 1716, 2",
        "races/b37-free-table-at-once, KVM_6_12, 7798, 2",
        "races/b37-free-table-at-once, KVM_6_19, 8511, 2",
        "races/b37r-list-del, KVM_6_12, 753, 3",
        "races/b37r-list-del, KVM_6_19, 834, 3",
        "plain/02-notifier-vs-invalid-root, KVM_6_12, 22441, 3",
        "plain/02-notifier-vs-invalid-root, KVM_6_19, 33262, 4",
        "plain/03-fault-vs-invalid-root, KVM_6_12, 7232, 3",
        "plain/03-fault-vs-invalid-root, KVM_6_19, 7856, 3",
        "plain/04-load-vs-invalid-root, KVM_6_12, 4326, 2",
        "plain/04-load-vs-invalid-root, KVM_6_19, 4625, 2",
        "plain/05-delslot-vs-fault, KVM_6_12, 13496, 3",
        "plain/05-delslot-vs-fault, KVM_6_19, 14605, 3",
        "plain/06-delslot-vs-load, KVM_6_12, 5350, 2",
        "plain/06-delslot-vs-load, KVM_6_19, 5719, 2",
        "plain/07-delslot-vs-notifier, KVM_6_12, 39314, 3",
        "plain/07-delslot-vs-notifier, KVM_6_19, 57042, 4",
        "plain/08-delslot-then-munmap, KVM_6_12, 4188, 2",
        "plain/08-delslot-then-munmap, KVM_6_19, 5412, 2",
        "plain/09-delslot-waits-for-notifier, KVM_6_12, 1157, 2",
        "plain/09-delslot-waits-for-notifier, KVM_6_19, 1157, 2",
        "plain/10-prefault-vs-load, KVM_6_12, 272, 3",
        "plain/10-prefault-vs-load, KVM_6_19, 283, 3",
        "plain/11-addslot-vs-access, KVM_6_12, 560, 2",
        "plain/11-addslot-vs-access, KVM_6_19, 560, 2",
        "plain/14-zap-gives-way, KVM_6_12, 14473, 4",
        "plain/14-zap-gives-way, KVM_6_19, 14473, 4",
        "plain/12-noncoherent-vs-fault, KVM_6_12, 4287, 3",
        "plain/12-noncoherent-vs-fault, KVM_6_19, 4287, 3",
        "plain/13-apicv-inhibited, KVM_6_12, 92349, 5",
        "plain/13-apicv-inhibited, KVM_6_19, 101610, 5",
        "plain/15-slot-comes-and-goes-vs-mmio, KVM_6_19, 57090, 2"
    })
    void hasAsManyStates(String file, KernelVariant variant, int states, int finals) {
        ClaimSearch.Result result =
                ClaimSearch.of(Scene.file(file, KernelModel.of(variant)).world(), STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(states);
        assertThat(result.finals()).isEqualTo(finals);
    }

    /** A table comes where one was taken down: it is stopped there, before its name stands for both. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"plain/03-fault-vs-invalid-root", "plain/05-delslot-vs-fault", "races/b37-free-table-at-once"})
    void whatAStaleFaultLinksIsFoundByItsRuleAlone(String file) {
        KernelModel planted = KernelModel.of(KernelVariant.KVM_6_19, List.of("b02-stale-root-untested"));
        ClaimSearch.Result result = ClaimSearch.of(Scene.file(file, planted).world(), STATES_MAX);
        assertThat(result.isExhausted()).isTrue();
        assertThat(result.offences().keySet().stream().filter(rule -> !rule.startsWith("sometimes")))
                .containsExactly("V30");
    }

    /** Looked for by another rule than the one that tells it first, a root that is put twice is no bug of the model. */
    @ParameterizedTest
    @ValueSource(strings = {"plain/02-notifier-vs-invalid-root", "plain/03-fault-vs-invalid-root"})
    void aRootThatIsPutTwiceEndsNoSearch(String file) {
        KernelModel planted = KernelModel.of(KernelVariant.KVM_6_19, List.of("b04-root-refcount-one"));
        Scene scene = Scene.file(file, planted);
        Exploration found = new Explorer(scene::world, Explorer.Settings.DEFAULT.withWanted("bug_on")).explore();
        assertThat(found.end()).isEqualTo(SearchEnd.EXHAUSTED);
    }
}
